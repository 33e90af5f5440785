package com.wizardsofts.ollamaswarm.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A server with an operator's Traefik, which routes to a container, and our gateway on it, adopted
 * or our own.
 */
final class OperatorsTraefik implements AutoCloseable {
  static final Path FILE = Path.of("/opt/wizardsofts-megabuild/traefik/traefik.yml");
  static final Path DYNAMIC = Path.of("/etc/ollama-swarm/gateway/ollama-swarm.yml");
  static final Path OWN_DYNAMIC =
      GatewaySpec.OWN_FOLDER.resolve("dynamic").resolve("ollama-swarm.yml");
  static final Path SOCKETS = Path.of("/proc/700/net/tcp6");
  static final String TEXT =
      """
      # by hand
      entryPoints:
        web:
          address: ":80"
      api: {insecure: true}
      providers:
        docker:
          exposedByDefault: false
      """;
  static final GatewaySpec SPEC = spec(false);

  /** With it in its static file Traefik ends at its start. */
  static final String UNKNOWN_KEY = "noSuchKey: 1\n";

  final HostFiles files;
  final FakeTraefik traefik = new FakeTraefik();
  final FakeDocker docker = new FakeDocker(this::started);
  final Gateway gateway;
  boolean losesRouters;
  boolean ends;
  boolean trialEnds;

  OperatorsTraefik(Path root) throws IOException {
    files = new HostFiles(root);
    files.delete(DYNAMIC);
    files.delete(GatewaySpec.OWN_STATIC_FILE);
    files.delete(OWN_DYNAMIC);
    files.write(FILE, TEXT);
    files.write(SOCKETS, "   0: 00000000:2CAA 00000000:0000 0A 00000000:00000000 00:0 0 0\n");
    traefik.load(TEXT);
    traefik.routers().add("whoami@docker");
    var inspect = RecordedTraefik.container().put("Image", "sha256:image");
    publishApi(inspect);
    docker.add(inspect);
    var seconds = new AtomicLong();
    gateway =
        new Gateway(
            new DockerEngine(docker.address()),
            files,
            Clock.systemUTC(),
            new Await(() -> seconds.addAndGet(5_000_000_000L)));
  }

  static GatewaySpec spec(boolean acceptLostRouters) {
    return new GatewaySpec(
        "traefik",
        FILE,
        11434,
        "ollama-network",
        "ollama",
        "10.0.0.80:7480",
        Duration.ofMinutes(10),
        1000,
        acceptLostRouters);
  }

  String policy(String container) {
    return docker.get(container).at("/HostConfig/RestartPolicy/Name").asText();
  }

  /** What the program in a container does when Docker starts it. */
  private void started(ObjectNode container) {
    if (container.path("Name").asText().endsWith(GatewaySpec.OWN_CONTAINER)) {
      ownStarted(container);
      return;
    }
    if (container.path("Name").asText().endsWith("-trial")) {
      FakeDocker.state(container, trialEnds ? "exited" : "running");
      return;
    }
    var isNew = container.path("Id").asText().startsWith("new");
    var text = files.read(FILE).orElseThrow();
    if (ends && isNew || text.contains(UNKNOWN_KEY)) {
      FakeDocker.state(container, "exited");
    }
    publishApi(container);
    traefik.load(text);
    traefik.routers().clear();
    if (!(losesRouters && isNew) && !text.contains("swarmMode: true")) {
      traefik.routers().add("whoami@docker");
    }
  }

  private void ownStarted(ObjectNode container) {
    if (ends) {
      FakeDocker.state(container, "exited");
    }
    publishApi(container);
    traefik.load(files.read(GatewaySpec.OWN_STATIC_FILE).orElseThrow());
  }

  private void publishApi(ObjectNode container) {
    ((ObjectNode) container.get("NetworkSettings"))
        .putObject("Ports")
        .putArray("8080/tcp")
        .addObject()
        .put("HostIp", "0.0.0.0")
        .put("HostPort", String.valueOf(traefik.port()));
  }

  static void assertProblem(ThrowingCallable call, String code, String detail) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).as(e.problem().text()).isEqualTo(code);
              assertThat(e.problem().detail()).contains(detail);
            });
  }

  @Override
  public void close() {
    docker.close();
    traefik.close();
  }
}
