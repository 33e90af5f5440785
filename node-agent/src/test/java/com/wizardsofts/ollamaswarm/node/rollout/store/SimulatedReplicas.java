package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Replicas as Swarm places them: one whose node has lost its label begins on the labelled node with
 * the fewest, and has its model when somebody has waited for it.
 */
public final class SimulatedReplicas extends OllamaService {
  private final SimulatedServers servers;
  private final List<Replica> replicas = new ArrayList<>();
  private boolean restarting;
  int restarts;

  /** Whether they outlive the label of their node. */
  boolean staying;

  /** How many there were at least that could answer. */
  int fewestAnswering;

  private static final class Replica {
    private String node;
    private boolean warm = true;

    Replica(String node) {
      this.node = node;
    }
  }

  /** A replica on each of these nodes. */
  @SuppressWarnings("NullAway")
  public SimulatedReplicas(SimulatedServers servers, String... nodes) {
    super(null, null, new Await());
    this.servers = servers;
    for (var node : nodes) {
      replicas.add(new Replica(node));
    }
    fewestAnswering = replicas.size();
    servers.call = this::settle;
  }

  private void settle() {
    replicas.stream().filter(replica -> !staying && !has(replica.node)).forEach(this::begin);
  }

  private boolean has(String node) {
    return servers.settings.containsKey("label " + node);
  }

  private void begin(Replica replica) {
    replica.warm = false;
    replica.node = "";
    replica.node =
        servers.settings.keySet().stream()
            .filter(key -> key.startsWith("label "))
            .map(key -> key.substring("label ".length()))
            .min(Comparator.comparing(this::countOn))
            .orElse("");
    var answering = (int) replicas.stream().filter(it -> it.warm).count();
    fewestAnswering = Math.min(fewestAnswering, answering);
  }

  private long countOn(String node) {
    return replicas.stream().filter(replica -> replica.node.equals(node)).count();
  }

  @Override
  public List<Task> tasks(String name) {
    return replicas.stream().map(SimulatedReplicas::task).toList();
  }

  private static Task task(Replica replica) {
    var state = replica.warm ? "running" : "starting";
    return new Task("t", 1, "id-" + replica.node, "c", state, "running", Instant.EPOCH, null);
  }

  @Override
  public OptionalInt desiredReplicas(String name) {
    return replicas.isEmpty() ? OptionalInt.empty() : OptionalInt.of(replicas.size());
  }

  @Override
  public void restart(String name) {
    restarts++;
    restarting = true;
  }

  /** Each has its model before the next one goes. */
  @Override
  public void awaitRunning(String name, int count, Duration limit) {
    for (var replica : replicas) {
      if (restarting) {
        begin(replica);
      }
      replica.warm = true;
    }
    restarting = false;
  }
}
