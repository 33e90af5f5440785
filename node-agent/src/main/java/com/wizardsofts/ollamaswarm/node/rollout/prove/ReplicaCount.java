package com.wizardsofts.ollamaswarm.node.rollout.prove;

import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.time.Duration;

/**
 * Sets the number of replicas and waits until clients can feel it: all run, and the gateway routes
 * to just these.
 */
public record ReplicaCount(
    String service,
    Duration limit,
    OllamaService services,
    Gateway gateway,
    GatewaySpec gatewaySpec,
    Await await) {
  private static final Duration ROUTED_LIMIT = Duration.ofSeconds(60);

  public void set(int replicas) {
    if (services.desiredReplicas(service).orElse(0) != replicas) {
      services.scale(service, replicas);
    }
    awaitServing(replicas, limit);
  }

  /** What Swarm keeps free for each replica. */
  long reservedBytes() {
    return services.state(service).reservedBytes();
  }

  /** How many replicas Swarm is to run, as text that {@link #putBack} takes. */
  public String text() {
    return String.valueOf(services.desiredReplicas(service).orElse(0));
  }

  /** What a proof's step sees; one that is yet to be made keeps the number, which it changes. */
  Observation seen(Observation proof) {
    return proof instanceof Observation.Differs(var current, var wanted, _, var change)
        ? new Observation.Differs(current, wanted, text(), change)
        : proof;
  }

  /**
   * Orders a former number of replicas and waits for nothing; not where the service is gone, also
   * when another one has its name by now, or where the journal of an older agent holds no number.
   */
  public void putBack(String former) {
    if (former.matches("\\d+")
        && services.desiredReplicas(service).isPresent()
        && services.conflict(service).isEmpty()) {
      services.scale(service, Integer.parseInt(former));
    }
  }

  /** Waits until exactly so many replicas run and are routed to. */
  public void awaitServing(int replicas, Duration within) {
    services.awaitRunning(service, replicas, within);
    if (!await.holds(ROUTED_LIMIT, Duration.ofMillis(200), () -> routed() == replicas)) {
      throw ProblemCode.PROOF_FAILED.exception(
          "%d replicas run, but after %s the gateway routes to %d"
              .formatted(replicas, InWords.of(ROUTED_LIMIT), routed()));
    }
  }

  /** How many replicas the gateway routes to now. */
  public int routed() {
    return gateway.routed(gatewaySpec);
  }
}
