package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.DesiredService;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.container.ImageOnNodes;
import com.wizardsofts.ollamaswarm.node.swarm.service.Capacity;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.GatewayLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.OwnLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Resources;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the service that a request asks for, refused when they could not come true, and while
 * a rollout changes the service by itself.
 */
@ApplicationScoped
public class ServiceOrders {
  private static final int OLLAMA_PORT = 11_434;
  private static final String ENTRY_POINT = "ollama";

  private final NodeAgentConfig config;
  private final OllamaService services;
  private final Capacity capacity;
  private final ImageOnNodes images;
  private final Swarm swarm;
  private final EventLogs rollouts;

  public ServiceOrders(
      NodeAgentConfig config,
      OllamaService services,
      Capacity capacity,
      ImageOnNodes images,
      Swarm swarm,
      EventLogs rollouts) {
    this.config = config;
    this.services = services;
    this.capacity = capacity;
    this.images = images;
    this.swarm = swarm;
    this.rollouts = rollouts;
  }

  /** Twice the same changes nothing the second time. */
  ServiceState put(DesiredService wanted) {
    rollouts.refuseWhileRunning();
    var there = services.desiredReplicas(wanted.name());
    var replicas = bounded(wanted.replicas() == null ? there.orElse(1) : wanted.replicas());
    spec(wanted, wanted.image(), replicas); // refuses bad input before an image is pulled
    services.refuseConflict(wanted.name());
    if (there.isEmpty()
        || takesMore(replicas, wanted.reservedBytes(), services.state(wanted.name()))) {
      capacity.require(wanted.name(), replicas, wanted.reservedBytes());
    }
    var spec = spec(wanted, images.provide(wanted.image()), replicas);
    var changes = new ArrayList<String>();
    services
        .differences(spec)
        .forEach(d -> changes.add("%s: %s → %s".formatted(d.field(), d.is(), d.wanted())));
    services.put(spec);
    if (there.isPresent() && there.getAsInt() != replicas) {
      services.scale(spec.name(), replicas);
      changes.add("replicas: %d → %d".formatted(there.getAsInt(), replicas));
    }
    return changed(spec.name(), changes);
  }

  /** No more than now always fits, also in a Swarm that lost a node. */
  private static boolean takesMore(int replicas, long reservedBytes, ServiceState now) {
    return replicas > now.desired() || reservedBytes > now.reservedBytes();
  }

  ServiceState scale(String name, @Nullable Integer wanted) {
    if (wanted == null) {
      throw ProblemCode.BAD_INPUT.exception("replicas: has to be given");
    }
    var replicas = bounded(wanted);
    services.refuseConflict(name);
    var now = services.state(name);
    if (replicas == now.desired()) {
      return now;
    }
    if (takesMore(replicas, now.reservedBytes(), now)) {
      capacity.require(name, replicas, now.reservedBytes());
    }
    rollouts.refuseWhileRunning();
    services.scale(name, replicas);
    return changed(name, List.of("replicas: %d → %d".formatted(now.desired(), replicas)));
  }

  ServiceState restart(String name) {
    rollouts.refuseWhileRunning();
    services.restart(name);
    return services.state(name);
  }

  private ServiceState changed(String name, List<String> changes) {
    var now = services.state(name);
    return new ServiceState(
        now.name(),
        now.image(),
        now.desired(),
        now.running(),
        now.memoryBytes(),
        now.reservedBytes(),
        now.cpus(),
        now.labels(),
        now.update(),
        changes);
  }

  private int bounded(int replicas) {
    var most = config.service().mostReplicas();
    if (replicas < 0 || replicas > most) {
      throw ProblemCode.BAD_INPUT
          .problem("replicas: %d is not between 0 and %d".formatted(replicas, most))
          .withRemedy("Order fewer, or raise node-agent.service.most-replicas.")
          .exception();
    }
    return replicas;
  }

  private ServiceSpec spec(DesiredService wanted, String image, int replicas) {
    var now = services.labels(wanted.name());
    return new ServiceSpec(
        wanted.name(),
        image,
        replicas,
        wanted.network(),
        wanted.modelsPath(),
        Node.STORE_LABEL,
        wanted.storeId() == null ? labelledStore() : wanted.storeId(),
        new Resources(
            wanted.memoryBytes(), wanted.reservedBytes(), Resources.nanoCpus(wanted.cpus())),
        wanted.parallel(),
        wanted.keepAlive(),
        wanted.contextLength(),
        Duration.ofSeconds(wanted.longestAnswerSeconds()),
        wanted.warmModel(),
        OLLAMA_PORT,
        wanted.entryPoint() == null
            ? GatewayLabels.entryPoint(now).orElse(ENTRY_POINT)
            : wanted.entryPoint(),
        wanted.provider() == null
            ? GatewayLabels.provider(now).orElse(SwarmProvider.SWARM)
            : SwarmProvider.called(wanted.provider()),
        new OwnLabels(wanted.labels()));
  }

  private String labelledStore() {
    var stores =
        swarm.state().nodes().stream()
            .flatMap(
                node -> java.util.stream.Stream.ofNullable(node.labels().get(Node.STORE_LABEL)))
            .distinct()
            .toList();
    if (stores.size() != 1) {
      throw ProblemCode.BAD_INPUT
          .problem("storeId: the nodes are labelled with the stores " + stores)
          .withRemedy(
              "Name one; a node gets the label %s when its mount is proved."
                  .formatted(Node.STORE_LABEL))
          .exception();
    }
    return stores.getFirst();
  }
}
