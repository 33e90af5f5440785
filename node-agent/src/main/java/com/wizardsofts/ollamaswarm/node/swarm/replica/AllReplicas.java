package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The service's replicas on all nodes: each node's agent looks at its own. Works on managers only.
 * What an agent that is away would tell is not known, so that is a problem here.
 */
@ApplicationScoped
public class AllReplicas {
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Docker's, where the service has none of its own. */
  private static final Duration USUAL_GRACE = Duration.ofSeconds(10);

  private final DockerEngine engine;
  private final OllamaService services;
  private final Replicas here;
  private final ReplicaNodes nodes;
  private final Await await;

  public AllReplicas(
      DockerEngine engine,
      Swarm swarm,
      OllamaService services,
      Replicas here,
      AgentClients agents,
      Await await) {
    this.engine = engine;
    this.services = services;
    this.here = here;
    this.nodes = new ReplicaNodes(swarm, services, agents);
    this.await = await;
  }

  /** As {@link Replicas#requestsSeen}; {@code agent.unreachable}. */
  public Map<String, Integer> requestsSeen(String service, String token) {
    var seen = new TreeMap<String, Integer>();
    Together.map(
            nodes.of(service),
            node ->
                node.ask(
                    () -> here.requestsSeen(service, token),
                    agent -> agent.requestsSeen(service, token)))
        .forEach(seen::putAll);
    return seen;
  }

  /**
   * Has a replica end, as {@code docker stop} does, and waits until it has: its running answers get
   * the whole grace of the service. {@code agent.unreachable}.
   */
  public void stop(String service, Task replica) {
    end(replica, false);
    if (!await.holds(grace(service), PAUSE, () -> hasEnded(service, replica))) {
      end(replica, true);
    }
  }

  /** Ends a replica at once; what it was answering is lost. {@code agent.unreachable}. */
  public void kill(Task replica) {
    end(replica, true);
  }

  private void end(Task replica, boolean atOnce) {
    var container = String.valueOf(replica.containerId());
    nodes
        .of(replica)
        .ask(
            () -> {
              here.end(container, atOnce);
              return container;
            },
            agent -> {
              agent.endReplica(container, atOnce);
              return container;
            });
  }

  private boolean hasEnded(String service, Task replica) {
    return services.tasks(service).stream()
        .noneMatch(task -> task.id().equals(replica.id()) && task.isAlive());
  }

  private Duration grace(String service) {
    var nanos =
        engine.get("/services/" + service).at("/Spec/TaskTemplate/ContainerSpec/StopGracePeriod");
    return Duration.ofNanos(nanos.asLong(USUAL_GRACE.toNanos()));
  }
}
