package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ReplicaStats;
import com.wizardsofts.ollamaswarm.api.ServiceStats;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What all replicas take: each node's agent measures its own. Works on managers only. */
@ApplicationScoped
public class ServiceUsage {
  private final OllamaService services;
  private final ReplicaUsage usage;
  private final ReplicaNodes nodes;

  public ServiceUsage(
      Swarm swarm, OllamaService services, ReplicaUsage usage, AgentClients agents) {
    this.services = services;
    this.usage = usage;
    this.nodes = new ReplicaNodes(swarm, services, agents);
  }

  /** A node whose agent does not answer is part of the answer, not an error. */
  public ServiceStats of(String service) {
    var answers = Together.map(nodes.of(services.state(service).name()), node -> on(node, service));
    return new ServiceStats(
        answers.stream().flatMap(answer -> answer.replicas().stream()).toList(),
        answers.stream().flatMap(answer -> answer.missing().stream()).toList());
  }

  private ServiceStats on(ReplicaNodes.Place node, String service) {
    try {
      List<ReplicaStats> replicas =
          node.ask(() -> usage.here(service), agent -> agent.replicas(service));
      return new ServiceStats(replicas, List.of());
    } catch (ProblemException e) {
      return new ServiceStats(List.of(), List.of(node.hostname() + ": " + e.getMessage()));
    }
  }
}
