package com.wizardsofts.ollamaswarm.node.lead;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.docker.DockerRequests;
import com.wizardsofts.ollamaswarm.docker.UnixRelay;
import com.wizardsofts.ollamaswarm.node.gateway.FakeDocker;
import com.wizardsofts.ollamaswarm.node.gateway.FakeTraefik;
import com.wizardsofts.ollamaswarm.node.gateway.RecordedTraefik;
import com.wizardsofts.ollamaswarm.node.gateway.Reply;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import com.wizardsofts.ollamaswarm.trust.Loopback;
import com.wizardsofts.ollamaswarm.trust.ServerStandIns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server whose agent leads: its files, its Engine with an operator's Traefik and an old Ollama,
 * and the port through which clients come. As Traefik's own program is none of Docker's, it is
 * played by what its container's start does here.
 */
final class LeadMachine implements ServerStandIns.Machine {
  private static final Path TRAEFIK = Path.of("opt/wizardsofts-megabuild/traefik/traefik.yml");
  private static final String STATIC_FILE =
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

  private final Path root;
  private final int port;
  private final FakeDocker docker;
  private final FakeTraefik traefik;
  private final ReplicaContainers replicas;
  private final FakeSwarm swarm;
  private final FakeImages images = new FakeImages();
  private final OtherAgents others = new OtherAgents();
  private final Set<String> seen = new TreeSet<>();
  private final UnixRelay relay;
  private @Nullable HttpServer door;

  LeadMachine(Path root) throws IOException {
    this.root = root;
    port = Loopback.freePort();
    write(TRAEFIK, STATIC_FILE);
    docker = new FakeDocker(this::started);
    replicas = new ReplicaContainers(docker);
    swarm = new FakeSwarm(replicas);
    docker.also(this::reply);
    traefik = new FakeTraefik();
    traefik.routesTo(replicas::addresses);
    traefik.load(STATIC_FILE);
    traefik.routers().add("whoami@docker");
    docker.add(publishingApi(RecordedTraefik.container().put("Image", "sha256:image")));
    docker.add(oldOllama());
    relay = new UnixRelay(docker.address());
    cluster(false);
  }

  /** Server 84 with its certificate, on the port of an agent that others know. */
  @Override
  public Map<String, String> settings() {
    var pki = Path.of("target", "pki").toAbsolutePath();
    return Map.of(
        "node-agent.docker-host", relay.address().toString(),
        "quarkus.tls.agents.key-store.pem.0.cert", pki.resolve("84.crt").toString(),
        "quarkus.tls.agents.key-store.pem.0.key", pki.resolve("84.key").toString(),
        "quarkus.http.host", LabPki.address(84),
        "quarkus.http.test-ssl-port", "7484",
        "quarkus.http.ssl-port", "7484");
  }

  /** For {@code POST /test/…} and {@code GET /test/seen}. */
  @Override
  public String control() {
    return "http://127.0.0.1:" + docker.address().getPort();
  }

  private void write(Path file, String text) {
    try {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file of a cluster of this server alone, or with the second node. */
  private void cluster(boolean isOfTwo) {
    var second = "  s85: {address: %s, agents: [node-agent]}\n".formatted(LabPki.address(85));
    write(
        Path.of("etc/ollama-swarm/cluster.yaml"),
        """
        lead: s84
        servers:
          s84: {address: %s, agents: [nfs-agent, node-agent]}
        %sservice:
          memory: 1G
          longestAnswerSeconds: 5
          replicas: {first: 1, proved: 2, last: 2}
        gateway: {port: %d}
        proof: {requests: 24}
        """
            .formatted(LabPki.address(84), isOfTwo ? second : "", port));
  }

  private ObjectNode publishingApi(ObjectNode container) {
    container
        .withObjectProperty("NetworkSettings")
        .putObject("Ports")
        .putArray("8080/tcp")
        .addObject()
        .put("HostIp", "0.0.0.0")
        .put("HostPort", String.valueOf(traefik.port()));
    return container;
  }

  private ObjectNode oldOllama() {
    var container = JsonNodeFactory.instance.objectNode().put("Id", "old").put("Name", "/ollama");
    container.putObject("Config").put("Image", "ollama/ollama:0.3").putObject("Labels");
    var host = container.putObject("HostConfig");
    host.putObject("RestartPolicy").put("Name", "unless-stopped").put("MaximumRetryCount", 0);
    var ports = host.putObject("PortBindings").putArray("11434/tcp");
    ports.addObject().put("HostIp", "").put("HostPort", String.valueOf(port));
    container.putObject("NetworkSettings").putObject("Networks").putObject("bridge");
    container.putArray("Mounts");
    FakeDocker.state(container, "running");
    return container;
  }

  private @Nullable Reply reply(String order, String query, ObjectNode sent) {
    if (order.contains("/test/")) {
      return tested(order, query);
    }
    seen.add(DockerRequests.kind(order));
    for (var part : new FakeDocker.More[] {images, replicas, swarm}) {
      var reply = part.reply(order, query, sent);
      if (reply != null) {
        return reply;
      }
    }
    return null;
  }

  private Reply tested(String order, String query) {
    switch (order) {
      case "POST /test/second" -> {
        swarm.second(query.equals("true"), LabPki.address(85));
        cluster(query.equals("true"));
      }
      case "POST /test/by-hand" -> changeByHand();
      case "POST /test/traefik" -> traefik.version(query);
      case "POST /test/asked" -> replicas.answered(query);
      default -> {}
    }
    var all = JsonNodeFactory.instance.arrayNode();
    seen.forEach(all::add);
    return Reply.json(all);
  }

  /** Somebody takes our part out of the gateway; an older agent's script is there too. */
  private void changeByHand() {
    write(TRAEFIK, STATIC_FILE);
    var container = Objects.requireNonNull(docker.find("traefik"));
    ((ObjectNode) container.at("/NetworkSettings/Networks")).remove("ollama-network");
    swarm.oldScript();
  }

  /** What the program in a container does when Docker starts it. */
  private void started(ObjectNode container) {
    var name = container.path("Name").asText();
    if (name.endsWith("-trial")) {
      openDoor();
      container.withObjectProperty("State").put("Pid", ProcessHandle.current().pid());
    } else if (container.at("/Config/Labels/ollama-swarm.duty").asText().equals("client")) {
      replicas.logs().add(container.path("Id").asText(), "mistral:7b    6577c4f7b1b4    5.1 GB");
      FakeDocker.state(container, "exited");
    } else if (container.at("/Config/Image").asText().startsWith("traefik")) {
      startTraefik(container);
    }
  }

  private void startTraefik(ObjectNode container) {
    try {
      traefik.load(Files.readString(root.resolve(TRAEFIK)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    publishingApi(container);
    if (publishes(container)) {
      openDoor();
    } else {
      closeDoor();
    }
  }

  private boolean publishes(JsonNode container) {
    return container.at("/HostConfig/PortBindings").has(port + "/tcp");
  }

  private void openDoor() {
    if (door != null) {
      return;
    }
    try {
      door = HttpServer.create(new InetSocketAddress(LabPki.address(84), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    door.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    door.createContext("/", this::ask);
    door.start();
  }

  private void closeDoor() {
    if (door != null) {
      door.stop(0);
      door = null;
    }
  }

  /** A client's request, by way of Traefik to a replica. */
  private void ask(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      var isThere = replicas.answered("%s \"%s\"".formatted(exchange.getRequestMethod(), uri));
      var body =
          switch (uri.getPath()) {
            case "/api/version" -> "{\"version\":\"0.17.4\"}";
            case "/api/tags" -> "{\"models\":[{\"name\":\"mistral:7b\"}]}";
            default -> "{\"response\":\"a\",\"eval_count\":1}";
          };
      var bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(isThere ? 200 : 503, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    replicas.logs().close();
    closeDoor();
    relay.close();
    docker.close();
    traefik.close();
    others.close();
  }
}
