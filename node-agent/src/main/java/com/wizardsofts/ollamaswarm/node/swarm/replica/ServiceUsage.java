package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ReplicaStats;
import com.wizardsofts.ollamaswarm.api.ServiceStats;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;

/** What all replicas take: each node's agent measures its own. Works on managers only. */
@ApplicationScoped
public class ServiceUsage {
  private final Swarm swarm;
  private final OllamaService services;
  private final ReplicaUsage usage;
  private final AgentClients agents;

  public ServiceUsage(
      Swarm swarm, OllamaService services, ReplicaUsage usage, AgentClients agents) {
    this.swarm = swarm;
    this.services = services;
    this.usage = usage;
    this.agents = agents;
  }

  /** A node whose agent does not answer is part of the answer, not an error. */
  public ServiceStats of(String service) {
    var holders =
        services.tasks(services.state(service).name()).stream()
            .filter(Task::isRunning)
            .map(Task::nodeId)
            .collect(Collectors.toSet());
    var state = swarm.state();
    var asked = state.nodes().stream().filter(node -> holders.contains(node.id())).toList();
    var answers = Together.map(asked, node -> on(node, state.nodeId(), service));
    return new ServiceStats(
        answers.stream().flatMap(answer -> answer.replicas().stream()).toList(),
        answers.stream().flatMap(answer -> answer.missing().stream()).toList());
  }

  private ServiceStats on(Node node, String here, String service) {
    try {
      List<ReplicaStats> replicas =
          node.id().equals(here)
              ? usage.here(service)
              : agents.node(node.agent(), agent -> agent.replicas(service));
      return new ServiceStats(replicas, List.of());
    } catch (ProblemException e) {
      return new ServiceStats(List.of(), List.of(node.hostname() + ": " + e.getMessage()));
    }
  }
}
