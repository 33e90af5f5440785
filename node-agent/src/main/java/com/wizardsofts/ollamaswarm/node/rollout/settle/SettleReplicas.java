package com.wizardsofts.ollamaswarm.node.rollout.settle;

import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.probe.RunningProbe;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ReplicaCount;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import org.jspecify.annotations.Nullable;

/** Leaves the number of replicas for good; replicas that go end their answers first. */
public final class SettleReplicas implements Step {
  private final int replicas;
  private final String service;
  private final ReplicaCount count;
  private final OllamaClient client;
  private final OllamaService services;
  private @Nullable String seen;

  public SettleReplicas(
      int replicas,
      String service,
      ReplicaCount count,
      OllamaClient client,
      OllamaService services) {
    this.replicas = replicas;
    this.service = service;
    this.count = count;
    this.client = client;
    this.services = services;
  }

  @Override
  public String id() {
    return "settle.scale";
  }

  @Override
  public String title() {
    return "Leave %d replicas for good".formatted(replicas);
  }

  @Override
  public Observation observe() {
    var desired = services.desiredReplicas(service).orElse(0);
    var running = services.tasks(service).stream().filter(Task::isRunning).count();
    return desired == replicas && services.areRunning(service, replicas)
        ? new Observation.AsPlanned(
            "%d replicas run%s".formatted(running, seen == null ? "" : "; " + seen))
        : new Observation.Differs(
            "%d of %d run".formatted(running, desired), replicas + " run", count.text());
  }

  @Override
  public void apply() {
    var probe = new RunningProbe(() -> client.get("/api/version"));
    try (probe) {
      count.set(replicas);
    }
    var result = probe.result();
    if (result.failed() > 0) {
      throw ProblemCode.PROOF_FAILED
          .problem("requests failed while replicas were taken away: " + result.text())
          .withEvidence(result.failures())
          .exception();
    }
    seen = "while it changed: " + result.text();
  }

  @Override
  public void undo(String before) {
    count.putBack(before);
  }
}
