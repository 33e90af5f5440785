package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The other nodes on which a service's replicas may run while one node gives up the store.
 *
 * @param each longest time for one replica to end its answers and another to load its model
 */
public record OtherNodes(String service, Duration each, OllamaService services) {

  /**
   * Has a healthy replica on another node where there is one that may have it. Swarm moves no
   * replica by itself when a node has its label again, so a node may have all of them: those that
   * lose their node together would leave nobody who answers until another one has its model.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code service.not-running}
   */
  public void answerInsteadOf(Node node, Swarm swarm) {
    var others =
        swarm.state().nodes().stream()
            .filter(other -> !other.id().equals(node.id()))
            .filter(other -> other.isLabelled() && other.isUsable())
            .map(Node::id)
            .collect(Collectors.toSet());
    var running = running();
    var isNeeded = running.stream().anyMatch(task -> node.id().equals(task.nodeId()));
    var isThere = running.stream().anyMatch(task -> others.contains(task.nodeId()));
    if (isNeeded && !isThere && !others.isEmpty()) {
      // New replicas go to the nodes that have the fewest.
      services.restart(service);
      var count = services.desiredReplicas(service).orElse(1);
      services.awaitRunning(service, count, each.multipliedBy(count));
    }
  }

  /** Tasks of the service that have not ended on this node. */
  List<String> replicasOn(Node node) {
    return services.tasks(service).stream()
        .filter(task -> task.isAlive() && node.id().equals(task.nodeId()))
        .map(Task::id)
        .toList();
  }

  private List<Task> running() {
    return services.tasks(service).stream().filter(Task::isServing).toList();
  }
}
