package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.phase.AsksAgents;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * Looks whether every server can take part, before anything is changed.
 *
 * @param nodes each with the {@code host:port} of its node-agent
 */
public record Preflight(
    ClusterSpec spec, Map<String, String> nodes, AgentClients agents, Clock clock)
    implements AsksAgents {
  /** Certificates, journals and TLS tolerate less drift than this badly, more of it not at all. */
  private static final Duration MOST_DRIFT = Duration.ofSeconds(60);

  /** Of all nodes. */
  public Preflight(ClusterSpec spec, AgentClients agents, Clock clock) {
    this(spec, spec.nodeAgents(), agents, clock);
  }

  @Override
  public Step ofStoreAndLead() {
    return new Preflight(spec, Map.of(spec.lead(), spec.leadAgent()), agents, clock);
  }

  @Override
  public String id() {
    return "store.preflight";
  }

  @Override
  public String title() {
    var servers = new ArrayList<>(spec.servers().keySet());
    servers.removeIf(name -> spec.nodeAgents().containsKey(name) && !nodes.containsKey(name));
    return "Look at the servers " + servers;
  }

  @Override
  public Observation observe() {
    var seen = new ArrayList<String>();
    var statuses = new ArrayList<ServerStatus>();
    statuses.add(agents.nfs(spec.storeAgent(), NfsAgentApi::status));
    nodes.values().forEach(a -> statuses.add(agents.node(a, NodeAgentApi::status)));
    var lead = agents.node(spec.leadAgent(), NodeAgentApi::status).version();
    for (var status : statuses) {
      var misfit = AgentVersion.misfit(lead, status);
      if (misfit.isPresent()) {
        return new Observation.Blocked(misfit.get());
      }
      if (status.dockerVersion() == null) {
        return new Observation.Blocked(
            ProblemCode.DOCKER_UNREACHABLE.problem(
                "%s on %s sees no Docker Engine".formatted(status.agent(), status.host())));
      }
      var drift = Duration.between(status.clock(), clock.instant()).abs();
      if (drift.compareTo(MOST_DRIFT) > 0) {
        return new Observation.Blocked(
            ProblemCode.BAD_INPUT
                .problem(
                    "the clock of %s is %s away from the lead's"
                        .formatted(status.host(), InWords.of(drift)))
                .withRemedy(
                    "Let both servers take their time from the network: timedatectl set-ntp true"));
      }
      seen.add(
          "%s: %s %s, Docker %s"
              .formatted(status.host(), status.agent(), status.version(), status.dockerVersion()));
    }
    return new Observation.AsPlanned(String.join("; ", seen));
  }

  @Override
  public void apply() {
    throw new IllegalStateException("looking changes nothing");
  }
}
