package com.wizardsofts.ollamaswarm.node.rollout.prove;

import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.probe.RunningProbe;
import com.wizardsofts.ollamaswarm.node.swarm.replica.AllReplicas;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proves that a lost replica comes back by itself: under a running probe one replica is stopped, as
 * the guide does, which no client may notice, and then one is killed, with which no more may fail
 * than it was answering.
 */
public record ProveRecovery(
    int replicas,
    String service,
    Duration limit,
    ReplicaCount count,
    OllamaClient client,
    OllamaService services,
    AllReplicas all,
    Proofs proofs,
    Clock clock)
    implements Step {

  @Override
  public String id() {
    return "prove.recovery";
  }

  @Override
  public String title() {
    return "Stop one replica and kill one while requests run";
  }

  @Override
  public Observation observe() {
    return count.seen(proofs.of(id()));
  }

  @Override
  public void apply() {
    count.set(replicas);
    var probe = new RunningProbe(() -> client.get("/api/version"));
    Duration stopped;
    Duration killed;
    long failed;
    try (probe) {
      stopped = lose(replica -> all.stop(service, replica));
      failed = probe.failed();
      killed = lose(all::kill);
    }
    var result = probe.result();
    if (isNoticed(failed, result.failed())) {
      throw ProblemCode.PROOF_FAILED
          .problem(
              "a stopped and a killed replica were replaced, but not unnoticed: " + result.text())
          .withEvidence(result.failures())
          .exception();
    }
    proofs.add(
        "stopped: replaced and routed after %d s; killed: after %d s; meanwhile %s"
            .formatted(stopped.toSeconds(), killed.toSeconds(), result.text()),
        Map.of(
            "stoppedSeconds", stopped.toMillis() / 1e3,
            "killedSeconds", killed.toMillis() / 1e3,
            "requests", (double) result.requests(),
            "failed", (double) result.failed(),
            "slowestMillis", (double) result.slowestMillis()));
  }

  @Override
  public Optional<String> interruption() {
    return Optional.of(
        "one replica is killed: what it was answering then is lost"
            + (replicas == 1 ? ", and nothing answers until another one is healthy" : ""));
  }

  @Override
  public void undo(String before) {
    count.putBack(before);
  }

  /** A killed replica takes along what it was answering; a stopped one ends that. */
  static boolean isNoticed(long failedBeforeTheKill, long failedInAll) {
    return failedBeforeTheKill > 0 || failedInAll - failedBeforeTheKill > RunningProbe.MOST;
  }

  private Duration lose(Consumer<Task> how) {
    var replica =
        services.tasks(service).stream()
            .filter(Task::isServing)
            .findFirst()
            .orElseThrow(
                () ->
                    ProblemCode.SERVICE_NOT_RUNNING.exception("no replica runs, so none is lost"));
    var started = clock.instant();
    how.accept(replica);
    services.awaitEnded(service, String.valueOf(replica.containerId()), limit);
    count.awaitServing(replicas, limit);
    return Duration.between(started, clock.instant());
  }
}
