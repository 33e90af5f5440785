package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * The end of the guide's rollback, where no old container was there to be started again: a single
 * one that has the port. Only {@code models/} is mounted, read-only: the guide mounts the store
 * over Ollama's home, and Ollama ends when it cannot write its key there.
 */
public record StartSingleContainer(
    int port,
    String gateway,
    String image,
    String modelsPath,
    Duration longestAnswer,
    StandaloneOllama containers,
    OllamaClient client,
    Await await)
    implements Step {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @Override
  public String id() {
    return "store.single-container";
  }

  @Override
  public String title() {
    return "Serve port %d from a single container".formatted(port);
  }

  @Override
  public Observation observe() {
    return containers
        .find(port, gateway)
        .filter(Standalone::running)
        .<Observation>map(
            there ->
                new Observation.AsPlanned(
                    "container %s (image %s) has port %d"
                        .formatted(there.name(), there.image(), port)))
        .orElseGet(
            () ->
                new Observation.Differs(
                        "no container has port %d".formatted(port),
                        "one of %s, with %s read-only".formatted(image, modelsPath))
                    .making(true));
  }

  @Override
  public void apply() {
    containers.removeSingle(longestAnswer);
    containers.startSingle(image, port, modelsPath);
    var answers =
        await.holds(
            START_LIMIT, Duration.ofMillis(200), () -> client.get("/api/version").status() == 200);
    if (!answers) {
      throw ProblemCode.ANSWER_MISSING
          .problem("the single container does not answer on port %d".formatted(port))
          .withRemedy("docker logs " + StandaloneOllama.SINGLE)
          .exception();
    }
  }

  @Override
  public Optional<String> undoInterruption(String before) {
    return Optional.of("the single container goes: it answers on port %d no more".formatted(port));
  }

  @Override
  public void undo(String before) {
    containers.removeSingle(longestAnswer);
  }
}
