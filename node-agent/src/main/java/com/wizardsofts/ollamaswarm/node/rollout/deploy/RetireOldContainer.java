package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes the old single container from the port; it is kept, and started again when the rollout
 * fails.
 */
public final class RetireOldContainer implements Step {
  private final int port;
  private final String gateway;
  private final Duration longestAnswer;
  private final StandaloneOllama containers;
  private final Consumer<String> note;

  /** {@code note} is told when answers had to be cut. */
  public RetireOldContainer(
      int port,
      String gateway,
      Duration longestAnswer,
      StandaloneOllama containers,
      Consumer<String> note) {
    this.port = port;
    this.gateway = gateway;
    this.longestAnswer = longestAnswer;
    this.containers = containers;
    this.note = note;
  }

  @Override
  public String id() {
    return "deploy.cut-over";
  }

  @Override
  public String title() {
    return "Take port %d from the old Ollama container".formatted(port);
  }

  @Override
  public Observation observe() {
    var found = containers.find(port, gateway);
    if (found.isEmpty()) {
      return new Observation.AsPlanned("no other container publishes port %d".formatted(port));
    }
    var old = found.get();
    if (!Standalone.isOllama(old.image())) {
      return new Observation.Blocked(
          ProblemCode.PORT_TAKEN.problem(
              "container %s (image %s) publishes port %d and is no Ollama"
                  .formatted(old.name(), old.image(), port)));
    }
    return old.running() || !old.restartPolicy().equals("no")
        ? new Observation.Differs(
            "container %s, restart policy %s".formatted(old.name(), old.restartPolicy()),
            "stopped, restart policy no, kept",
            old.text())
        : new Observation.AsPlanned(
            "container %s is stopped, will not restart, and is kept".formatted(old.name()));
  }

  @Override
  public void apply() {
    var old = containers.find(port, gateway).orElseThrow();
    var cut = containers.retire(old, longestAnswer);
    if (cut > 0) {
      note.accept("%d answers were cut after %s".formatted(cut, InWords.of(longestAnswer)));
    }
  }

  @Override
  public Optional<String> interruption() {
    return Optional.of("port %d does not answer until the gateway has it".formatted(port));
  }

  @Override
  public void undo(String before) {
    containers.revive(Standalone.parse(before));
  }
}
