package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts the operator's Traefik once on a copy of the new static file, without a network and
 * without any of its other files: a file that Traefik does not take must not reach the running one.
 */
public final class TrialRun {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Path COPY = Path.of("/var/lib/ollama-swarm/gateway/trial.yml");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final List<String> KEPT =
      List.of("Entrypoint", "Cmd", "Env", "User", "WorkingDir", "Image");
  private static final int LOG_LINES = 10;

  private final Containers containers;
  private final HostFiles files;
  private final Await await;

  /** Copies go into this server's files. */
  public TrialRun(Containers containers, HostFiles files, Await await) {
    this.containers = containers;
    this.files = files;
    this.await = await;
  }

  /**
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code gateway.file} with what
   *     Traefik said, when it ends or does not open the port
   */
  public void check(GatewaySpec spec, TraefikContainer traefik, Path inside, String text) {
    clear(spec);
    files.write(COPY, text);
    var id = containers.create(name(spec), body(traefik.inspect(), inside));
    try {
      containers.start(id);
      var opened = await.until(LIMIT, PAUSE, () -> outcome(id, spec.port()));
      if (!opened.orElse(false)) {
        throw ProblemCode.GATEWAY_FILE
            .problem(
                "%s: Traefik, tried with the changed file, %s; nothing was changed"
                    .formatted(
                        spec.staticFile(),
                        opened.isPresent() ? "ended at once" : "did not open the port"))
            .withRemedy("Read Traefik's words in the evidence and mend the file.")
            .withEvidence(containers.log(id, LOG_LINES))
            .exception();
      }
    } finally {
      containers.remove(id);
      files.delete(COPY);
    }
  }

  /** Removes what a killed trial left behind. */
  public void clear(GatewaySpec spec) {
    containers.find(name(spec)).ifPresent(left -> containers.remove(left.id()));
    files.delete(COPY);
  }

  private static String name(GatewaySpec spec) {
    return spec.container() + "-ollama-swarm-trial";
  }

  private Optional<Boolean> outcome(String id, int port) {
    var trial = containers.find(id).orElseThrow();
    if (!trial.running()) {
      return Optional.of(false);
    }
    var folder = Path.of("/proc/%d/net".formatted(trial.pid()));
    return ListeningPorts.in(files, folder).contains(port) ? Optional.of(true) : Optional.empty();
  }

  private static JsonNode body(JsonNode inspect, Path inside) {
    var body = JSON.objectNode();
    KEPT.forEach(key -> body.set(key, inspect.path("Config").path(key).deepCopy()));
    body.put("Image", inspect.path("Image").asText());
    // The running Traefik must not take the trial for something to route to.
    body.putObject("Labels").put("traefik.enable", "false");
    var host = body.putObject("HostConfig").put("NetworkMode", "none");
    host.putArray("Binds").add(COPY + ":" + inside + ":ro");
    host.set("CapAdd", inspect.path("HostConfig").path("CapAdd").deepCopy());
    host.set("CapDrop", inspect.path("HostConfig").path("CapDrop").deepCopy());
    return body;
  }
}
