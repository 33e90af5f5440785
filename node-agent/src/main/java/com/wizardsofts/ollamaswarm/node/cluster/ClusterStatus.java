package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** All servers in one look: every agent is asked at the same time, and none is waited for long. */
@ApplicationScoped
public class ClusterStatus {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Supplier<ClusterSpec> desired;
  private final AgentClients agents;
  private final Function<String, ServiceState> service;
  private final ToIntFunction<GatewaySpec> routed;
  private final Clock clock;
  private final Duration limit;
  private @Nullable Watch watch;

  @Inject
  public ClusterStatus(
      ClusterFile file, AgentClients agents, OllamaService services, Gateway gateway, Clock clock) {
    this(file::read, agents, services::state, gateway::routed, clock, LIMIT);
  }

  /** With other sources of the desired state, the service and its routes, and another limit. */
  ClusterStatus(
      Supplier<ClusterSpec> desired,
      AgentClients agents,
      Function<String, ServiceState> service,
      ToIntFunction<GatewaySpec> routed,
      Clock clock,
      Duration limit) {
    this.desired = desired;
    this.agents = agents;
    this.service = service;
    this.routed = routed;
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * What everybody tells now.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found} on a server that
   *     is not the lead
   */
  public ClusterState now() {
    var watched = watch(desired.get());
    watched.agents().forEach(WatchedAgent::ask);
    watched.service().ask();
    watched.routed().ask();
    var end = System.nanoTime() + limit.toNanos();
    return new ClusterState(
        watched.spec().lead(),
        clock.instant(),
        watched.agents().stream().map(agent -> agent.until(end)).toList(),
        watched.service().until(end),
        watched.routed().until(end));
  }

  private synchronized Watch watch(ClusterSpec spec) {
    var known = watch;
    if (known == null || !known.spec().equals(spec)) {
      known = new Watch(spec, watched(spec), service(spec), routed(spec));
      watch = known;
    }
    return known;
  }

  private List<WatchedAgent> watched(ClusterSpec spec) {
    var watched = new ArrayList<WatchedAgent>();
    spec.nfsAgents()
        .forEach((server, address) -> watched.add(WatchedStore.of(server, address, agents, clock)));
    spec.nodeAgents()
        .forEach(
            (server, address) ->
                watched.add(
                    WatchedNode.of(server, address, spec.mountPoint(server), agents, clock)));
    return watched;
  }

  private Question<ServiceState> service(ClusterSpec spec) {
    var name = spec.service().name();
    return new Question<>("the service " + name, () -> service.apply(name), clock);
  }

  private Question<Integer> routed(ClusterSpec spec) {
    var gateway = spec.gatewaySpec();
    return new Question<>(
        "the gateway " + gateway.container(), () -> routed.applyAsInt(gateway), clock);
  }

  private record Watch(
      ClusterSpec spec,
      List<WatchedAgent> agents,
      Question<ServiceState> service,
      Question<Integer> routed) {}
}
