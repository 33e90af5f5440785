package com.wizardsofts.ollamaswarm.node.rollout.prove;

import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Proves that scaling up by hand gives replicas that run and are routed to. */
public record ProveScaling(int replicas, ReplicaCount count, Proofs proofs, Clock clock)
    implements Step {

  @Override
  public String id() {
    return "prove.scale";
  }

  @Override
  public String title() {
    return "Scale to %d replicas".formatted(replicas);
  }

  @Override
  public Observation observe() {
    return count.seen(proofs.of(id()));
  }

  @Override
  public void apply() {
    var started = clock.instant();
    count.set(replicas);
    var took = Duration.between(started, clock.instant());
    proofs.add(
        "%d replicas run and are routed to, %d s after the order"
            .formatted(replicas, took.toSeconds()),
        Map.of(
            "replicas", (double) replicas,
            "seconds", took.toMillis() / 1e3,
            "replicaGib", count.reservedBytes() / (double) (1L << 30)));
  }

  @Override
  public void undo(String before) {
    count.putBack(before);
  }
}
