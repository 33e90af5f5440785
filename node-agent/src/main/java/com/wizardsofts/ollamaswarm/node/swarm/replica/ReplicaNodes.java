package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The nodes that replicas are on, this one or another. Works on managers only. */
final class ReplicaNodes {
  private final Swarm swarm;
  private final OllamaService services;
  private final AgentClients agents;

  ReplicaNodes(Swarm swarm, OllamaService services, AgentClients agents) {
    this.swarm = swarm;
    this.services = services;
    this.agents = agents;
  }

  /** The nodes on which a replica of the service runs. */
  List<Place> of(String service) {
    var holders =
        services.tasks(service).stream()
            .filter(Task::isRunning)
            .map(Task::nodeId)
            .collect(Collectors.toSet());
    var state = swarm.state();
    return state.nodes().stream()
        .filter(node -> holders.contains(node.id()))
        .map(node -> new Place(node, node.id().equals(state.nodeId())))
        .toList();
  }

  /** The node that a replica is on; {@code not-found}. */
  Place of(Task replica) {
    var state = swarm.state();
    return state
        .node(replica.nodeId())
        .map(node -> new Place(node, node.id().equals(state.nodeId())))
        .orElseThrow(() -> ProblemCode.NOT_FOUND.exception("the node of task " + replica.id()));
  }

  /** One of the nodes. */
  final class Place {
    private final Node node;
    private final boolean isHere;

    private Place(Node node, boolean isHere) {
      this.node = node;
      this.isHere = isHere;
    }

    String hostname() {
      return node.hostname();
    }

    /**
     * What this agent finds itself where it is this node, else what the node's agent answers;
     * {@code agent.unreachable}.
     */
    <T> T ask(Supplier<T> here, Function<NodeAgentApi, T> there) {
      return isHere ? here.get() : agents.node(node.agent(), there);
    }
  }
}
