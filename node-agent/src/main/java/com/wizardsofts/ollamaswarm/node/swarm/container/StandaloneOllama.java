package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.SyncDockerCmd;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.node.swarm.replica.RunningRequests;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The single container that served Ollama's port before the service did. It is never removed: a
 * rollback starts it again. Where there was none, a rollback can make one.
 */
@ApplicationScoped
public class StandaloneOllama {
  /** Name of the container that a rollback makes, the guide's. */
  public static final String SINGLE = "ollama";

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String DUTY = "ollama-swarm.duty";
  private static final int OLLAMA_PORT = 11_434;

  private final DockerEngine engine;
  private final RunningRequests requests;
  private final Await await;

  public StandaloneOllama(DockerEngine engine, RunningRequests requests, Await await) {
    this.engine = engine;
    this.requests = requests;
    this.await = await;
  }

  /**
   * The container, running or not, that publishes this port of the server; a running one first. Not
   * a Swarm task, and not the container of this name, the gateway, which takes the port over.
   */
  public Optional<Standalone> find(int port, String gateway) {
    return containers().stream()
        .flatMap(container -> Standalone.parse(container, port, gateway).stream())
        .min(Comparator.comparing(standalone -> !standalone.running()));
  }

  /**
   * Lets its running answers finish, keeps dockerd from starting it again, and stops it.
   *
   * @param limit longest wait for running answers
   * @return connections that were still open when it was stopped; 0 when nothing was cut
   */
  public int retire(Standalone standalone, Duration limit) {
    var open = standalone.running() ? finish(standalone, limit) : 0;
    restartPolicy(standalone, "no");
    order(standalone, "stop", docker -> docker.stopContainerCmd(standalone.id()));
    return open;
  }

  /**
   * Gives it back its restart policy, and starts it when it ran.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code undo.lost} when somebody
   *     has removed it
   */
  public void revive(Standalone standalone) {
    var _ =
        DockerEngine.unlessGone(() -> inspect(standalone.id()))
            .orElseThrow(
                () ->
                    ProblemCode.UNDO_LOST.exception(
                        "the old container %s (image %s) of port %d, which was removed"
                            .formatted(standalone.name(), standalone.image(), standalone.port())));
    restartPolicy(standalone, standalone.restartPolicy());
    if (!standalone.running()) {
      return;
    }
    order(standalone, "start", docker -> docker.startContainerCmd(standalone.id()));
  }

  /**
   * Makes a container that serves the port from the models, and starts it.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code docker.refused} when a
   *     container of its name is there, or something else has the port
   */
  public void startSingle(String image, int port, String modelsPath) {
    var inside = OLLAMA_PORT + "/tcp";
    var body = JsonNodeFactory.instance.objectNode().put("Image", image);
    body.putArray("Env").add("OLLAMA_MODELS=/models").add("OLLAMA_NOPRUNE=1");
    body.putObject("Labels").put(DUTY, "single");
    body.putObject("ExposedPorts").putObject(inside);
    var host = body.putObject("HostConfig");
    host.putObject("PortBindings")
        .putArray(inside)
        .addObject()
        .put("HostPort", String.valueOf(port));
    host.putObject("RestartPolicy").put("Name", "unless-stopped");
    host.putArray("Mounts")
        .addObject()
        .put("Type", "bind")
        .put("Source", modelsPath)
        .put("Target", "/models")
        .put("ReadOnly", true)
        .putObject("BindOptions")
        .put("Propagation", "rslave");
    var id = engine.post("/containers/create?name=" + SINGLE, body).path("Id").asText();
    engine.post("/containers/%s/start".formatted(id));
  }

  /** Lets what {@link #startSingle} made finish its answers, and removes it; nothing else. */
  public void removeSingle(Duration limit) {
    var ours = Filters.of("label", DUTY + "=single");
    for (JsonNode made : engine.get("/containers/json?all=true&filters=" + ours)) {
      var container = inspect(made.path("Id").asText());
      var name = container.path("Name").asText().substring(1);
      var running = container.at("/State/Running").asBoolean();
      var id = container.path("Id").asText();
      retire(new Standalone(id, name, running, "no", "", OLLAMA_PORT), limit);
      engine.delete("/containers/%s?v=true".formatted(id));
    }
  }

  private int finish(Standalone standalone, Duration limit) {
    return await
        .until(limit, PAUSE, () -> Optional.of(open(standalone)).filter(open -> open == 0))
        .orElseGet(() -> open(standalone));
  }

  private int open(Standalone standalone) {
    var pid = inspect(standalone.id()).at("/State/Pid").asLong();
    return pid == 0 ? 0 : requests.of(pid, standalone.port());
  }

  private List<JsonNode> containers() {
    var all = new ArrayList<JsonNode>();
    for (JsonNode container : engine.get("/containers/json?all=true")) {
      var id = container.path("Id").asText();
      DockerEngine.unlessGone(() -> inspect(id)).ifPresent(all::add);
    }
    return all;
  }

  private JsonNode inspect(String id) {
    return engine.get("/containers/%s/json".formatted(id));
  }

  private void restartPolicy(Standalone standalone, String policy) {
    var words = policy.split(":", 2);
    var body = JsonNodeFactory.instance.objectNode();
    var restart = body.putObject("RestartPolicy").put("Name", words[0]);
    if (words.length > 1) {
      restart.put("MaximumRetryCount", Integer.parseInt(words[1]));
    }
    engine.post("/containers/%s/update".formatted(standalone.id()), body);
  }

  private void order(
      Standalone standalone, String verb, Function<DockerClient, SyncDockerCmd<Void>> command) {
    engine.ask(
        "%s the container %s".formatted(verb, standalone.name()),
        docker -> {
          try {
            return command.apply(docker).exec();
          } catch (NotModifiedException e) {
            return null; // it is so already
          }
        });
  }
}
