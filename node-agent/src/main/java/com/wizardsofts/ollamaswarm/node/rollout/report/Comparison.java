package com.wizardsofts.ollamaswarm.node.rollout.report;

import com.wizardsofts.ollamaswarm.api.RolloutReport.Aspect;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import java.util.List;
import java.util.Optional;

/** The guide's table "before and after", each line with what was measured here. */
final class Comparison {
  private static final String BALANCE = "prove.balance";
  private static final String RECOVERY = "prove.recovery";
  private final RolloutState rollout;
  private final Figures figures;

  Comparison(RolloutState rollout, Figures figures) {
    this.rollout = rollout;
    this.figures = figures;
  }

  List<Aspect> lines() {
    return List.of(
        line("Instances", "1 fixed", "1-6 dynamic", evidence("settle.scale")),
        line(
            "Load balancing",
            "None",
            "Traefik automatic",
            figures.text(
                "%.0f replicas, each between %.1f %% and %.1f %% of %.0f requests",
                BALANCE, "replicas", "smallestShare", "largestShare", "requests")),
        line("Health checks", "Manual", "Swarm automatic", evidence("deploy.health")),
        line(
            "Scaling",
            "Manual restart",
            "docker service scale",
            figures.text(
                "%.0f replicas run and are routed to %.1f s after the order",
                "prove.scale", "replicas", "seconds")),
        line(
            "High availability",
            "Single point of failure",
            "Auto-restart on failure",
            figures.text(
                "a stopped replica replaced after %.1f s, a killed one after %.1f s; %.0f of %.0f requests failed, slowest %.0f ms",
                RECOVERY,
                "stoppedSeconds",
                "killedSeconds",
                "failed",
                "requests",
                "slowestMillis")),
        line(
            "Resource usage",
            "16GB fixed",
            "16-96GB dynamic",
            figures.text("%.2f GiB reserved for each replica", "prove.scale", "replicaGib")),
        line(
            "Throughput",
            "~5 RPS",
            "~30 RPS",
            figures.text(
                "%.1f requests a second of /api/version (no model asked), %.0f at a time",
                BALANCE, "requestsPerSecond", "atATime")),
        line(
            "Response time",
            "-",
            "<100ms, consistent",
            figures.text(
                "of /api/version: median %.0f ms, p95 %.0f ms, p99 %.0f ms, slowest %.0f ms",
                BALANCE, "medianMillis", "p95Millis", "p99Millis", "slowestMillis")));
  }

  private Optional<String> evidence(String step) {
    return rollout.steps().stream()
        .filter(state -> state.id().equals(step))
        .map(StepState::evidence)
        .flatMap(java.util.stream.Stream::ofNullable)
        .findFirst();
  }

  private static Aspect line(
      String name, String before, String expected, Optional<String> measured) {
    return new Aspect(name, before, expected, measured.orElse(null));
  }
}
