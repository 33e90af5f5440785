package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.ServiceCapacity;
import com.wizardsofts.ollamaswarm.api.ServiceCapacity.OnNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory that Swarm has to give: like its scheduler, it counts what tasks have reserved, not
 * what they use, and nothing of containers outside the Swarm.
 */
@ApplicationScoped
public class Capacity {
  private final DockerEngine engine;

  public Capacity(DockerEngine engine) {
    this.engine = engine;
  }

  /** How many replicas of the service fit when each reserves so many bytes; works on managers. */
  public ServiceCapacity of(String service, long replicaBytes) {
    if (replicaBytes < 1) {
      throw ProblemCode.BAD_INPUT.exception(
          "memoryBytes: %d is no amount that a replica could reserve".formatted(replicaBytes));
    }
    var nodes = memories(service).stream().map(memory -> memory.holding(replicaBytes)).toList();
    return new ServiceCapacity(replicaBytes, nodes.stream().mapToLong(OnNode::fits).sum(), nodes);
  }

  /**
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code service.does-not-fit} with
   *     the arithmetic as evidence, when so many replicas do not fit
   */
  public void require(String service, int replicas, long replicaBytes) {
    if (replicaBytes == 0) {
      return;
    }
    var capacity = of(service, replicaBytes);
    if (replicas > capacity.fits()) {
      throw ProblemCode.SERVICE_DOES_NOT_FIT
          .problem(
              "%d replicas of %s need %s of %s each; %d fit"
                  .formatted(
                      replicas,
                      service,
                      ServiceCapacity.gib((double) replicas * replicaBytes),
                      ServiceCapacity.gib(replicaBytes),
                      capacity.fits()))
          .withEvidence(capacity.nodes().stream().map(OnNode::line).toList())
          .exception();
    }
  }

  /** Whether one more replica could start on some node before another one goes. */
  boolean hasRoomBeside(String service, long replicaBytes) {
    return memories(service).stream()
        .anyMatch(memory -> memory.unusable() == null && memory.free() >= replicaBytes);
  }

  private record Memory(
      String node, @Nullable String unusable, long total, long others, long ours, int replicas) {
    long free() {
      return total - others - ours;
    }

    OnNode holding(long replicaBytes) {
      var forUs = unusable == null ? Math.max(0, total - others) : 0;
      var fits = forUs / replicaBytes;
      return new OnNode(node, unusable, total, others, replicas, fits, forUs - fits * replicaBytes);
    }
  }

  private List<Memory> memories(String service) {
    var tasks = engine.get("/tasks");
    var serviceId = OllamaService.find(engine, service).map(s -> s.path("ID").asText()).orElse("");
    var memories = new ArrayList<Memory>();
    for (JsonNode node : engine.get("/nodes")) {
      memories.add(memory(node, tasks, serviceId));
    }
    return memories;
  }

  private static Memory memory(JsonNode json, JsonNode tasks, String serviceId) {
    var node = Node.parse(json);
    var others = 0L;
    var ours = 0L;
    var replicas = 0;
    for (JsonNode task : tasks) {
      if (task.path("NodeID").asText().equals(node.id()) && Task.parse(task).isAlive()) {
        var reserved = task.at("/Spec/Resources/Reservations/MemoryBytes").asLong();
        if (task.path("ServiceID").asText().equals(serviceId)) {
          ours += reserved;
          replicas++;
        } else {
          others += reserved;
        }
      }
    }
    var total = json.at("/Description/Resources/MemoryBytes").asLong();
    return new Memory(node.hostname(), unusable(node), total, others, ours, replicas);
  }

  private static @Nullable String unusable(Node node) {
    if (!node.state().equals("ready")) {
      return "the node is " + node.state();
    }
    if (!node.availability().equals("active")) {
      return "its availability is " + node.availability();
    }
    return node.isLabelled()
        ? null
        : "it has no label " + Node.STORE_LABEL + ", so its mount is not proved";
  }
}
