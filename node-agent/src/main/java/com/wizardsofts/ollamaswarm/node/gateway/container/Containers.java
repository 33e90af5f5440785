package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** Orders to the Docker Engine about containers, by name or id. */
public final class Containers {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int LOG_SECONDS = 10;

  private final DockerEngine docker;

  /** Of this server. */
  public Containers(DockerEngine docker) {
    this.docker = docker;
  }

  /**
   * The container of this name or id, with every field that its Engine has; nothing when there is
   * none.
   */
  public Optional<TraefikContainer> find(String container) {
    return DockerEngine.unlessGone(
        () -> new TraefikContainer(docker.getWhole(path(container, "json"))));
  }

  /** Name of the running container that holds a port of this server. */
  Optional<String> holderOf(int port) {
    return StreamSupport.stream(docker.get("/containers/json").spliterator(), false)
        .filter(container -> publishes(container, port))
        .map(container -> container.path("Names").path(0).asText().replaceFirst("^/", ""))
        .findFirst();
  }

  private static boolean publishes(JsonNode container, int port) {
    return StreamSupport.stream(container.path("Ports").spliterator(), false)
        .anyMatch(
            p -> p.path("PublicPort").asInt() == port && p.path("Type").asText().equals("tcp"));
  }

  /**
   * Name of the service that has a TCP port by Swarm's routing mesh: then dockerd itself listens on
   * it. Managers know, others tell nothing.
   */
  Optional<String> meshHolderOf(int port) {
    if (!docker.get("/info").at("/Swarm/ControlAvailable").asBoolean()) {
      return Optional.empty();
    }
    return StreamSupport.stream(docker.get("/services").spliterator(), false)
        .filter(service -> isMeshPort(service.at("/Endpoint/Ports"), port))
        .map(service -> service.at("/Spec/Name").asText())
        .findFirst();
  }

  private static boolean isMeshPort(JsonNode ports, int port) {
    return StreamSupport.stream(ports.spliterator(), false)
        .filter(p -> p.path("PublishMode").asText().equals("ingress"))
        .anyMatch(
            p ->
                p.path("PublishedPort").asInt() == port
                    && p.path("Protocol").asText().equals("tcp"));
  }

  /** Version of the Engine, such as {@code 26.1.5+dfsg1}. */
  public String dockerVersion() {
    return docker.get("/version").path("Version").asText();
  }

  /** Creates one from a raw body, as {@link #find} has read it, and returns its id. */
  String create(String name, JsonNode body) {
    return docker.postWhole("/containers/create?name=" + name, body).path("Id").asText();
  }

  /** Attaches a container to a network, with the endpoint settings that are asked for. */
  public void connect(String network, String container, ObjectNode endpoint) {
    var order = JSON.objectNode().put("Container", container);
    order.set("EndpointConfig", endpoint);
    docker.postWhole("/networks/" + network + "/connect", order);
  }

  /** Takes a container from a network, whether it runs or not. */
  public void disconnect(String network, String container) {
    docker.post(
        "/networks/" + network + "/disconnect",
        JSON.objectNode().put("Container", container).put("Force", true));
  }

  void start(String container) {
    docker.post(path(container, "start"));
  }

  /** Stops a container that has so long to end. */
  void stop(String container, Duration time) {
    docker.post(path(container, "stop?t=" + time.toSeconds()));
  }

  /** Stops a container that has so long to end, and starts it. */
  public void restart(String container, Duration time) {
    docker.post(path(container, "restart?t=" + time.toSeconds()));
  }

  void rename(String container, String name) {
    docker.post(path(container, "rename?name=" + name));
  }

  /** Removes it whether it runs or not; volumes stay. */
  void remove(String container) {
    docker.delete("/containers/" + container + "?force=true");
  }

  /** Sets when Docker starts a container by itself. */
  public void setRestartPolicy(String container, JsonNode policy) {
    var order = JSON.objectNode();
    order.set("RestartPolicy", policy);
    docker.post(path(container, "update"), order);
  }

  /** The policy by which Docker never does. */
  public static JsonNode noRestart() {
    return JSON.objectNode().put("Name", "no").put("MaximumRetryCount", 0);
  }

  /** The policy by which Docker always does, but for one that was stopped by hand. */
  public static JsonNode unlessStopped() {
    return JSON.objectNode().put("Name", "unless-stopped").put("MaximumRetryCount", 0);
  }

  /** Whether the image name of the container's configuration still means the image it runs. */
  boolean imageIsCurrent(TraefikContainer container) {
    var name = container.inspect().path("Config").path("Image").asText();
    return DockerEngine.unlessGone(() -> docker.get("/images/" + name + "/json"))
        .map(image -> image.path("Id").asText())
        .filter(container.inspect().path("Image").asText()::equals)
        .isPresent();
  }

  /** The last lines that a container said. */
  List<String> log(String container, int lines) {
    var said = new CopyOnWriteArrayList<String>();
    try (var frames =
        docker
            .client()
            .logContainerCmd(container)
            .withStdOut(true)
            .withStdErr(true)
            .withTail(lines)
            .exec(
                new ResultCallback.Adapter<Frame>() {
                  @Override
                  public void onNext(Frame frame) {
                    said.add(new String(frame.getPayload(), StandardCharsets.UTF_8).strip());
                  }
                })) {
      frames.awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.io.IOException | RuntimeException e) {
      // It is evidence only: the problem that it belongs to must not be lost for it.
      said.add("(no log: " + e.getMessage() + ")");
    }
    return List.copyOf(said);
  }

  private static String path(String container, String what) {
    return "/containers/" + container + "/" + what;
  }
}
