package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * A container outside Swarm that publishes Ollama's port.
 *
 * @param restartPolicy Docker's word, with the most retries when it has some: {@code
 *     unless-stopped}, {@code on-failure:3}
 * @param port on which it listens inside
 */
public record Standalone(
    String id, String name, boolean running, String restartPolicy, String image, int port) {

  private static final String TASK_ID = "com.docker.swarm.task.id";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** By the image's own name, whatever registry and tag it has. */
  public static boolean isOllama(String image) {
    return image.substring(image.lastIndexOf('/') + 1).matches("ollama([:@].*)?");
  }

  /** As the journal keeps it, to be revived from. */
  public String text() {
    return JSON.createObjectNode()
        .put("id", id)
        .put("name", name)
        .put("running", running)
        .put("restartPolicy", restartPolicy)
        .put("image", image)
        .put("port", port)
        .toString();
  }

  /** The container that {@link #text} told of. */
  public static Standalone parse(String text) {
    try {
      var tree = JSON.readTree(text);
      return new Standalone(
          tree.path("id").asText(),
          tree.path("name").asText(),
          tree.path("running").asBoolean(),
          tree.path("restartPolicy").asText(),
          tree.path("image").asText(),
          tree.path("port").asInt());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not written by Standalone: " + text, e);
    }
  }

  /** The container when it is such a one; Traefik is to have the port, so it is none. */
  static Optional<Standalone> parse(JsonNode container, int published, String gateway) {
    var image = container.at("/Config/Image").asText();
    var isTask = container.at("/Config/Labels").has(TASK_ID);
    var name = container.path("Name").asText().replaceFirst("^/", "");
    if (isTask || isGateway(name, gateway)) {
      return Optional.empty();
    }
    return container.at("/HostConfig/PortBindings").properties().stream()
        .filter(binding -> isPublished(binding.getValue(), published))
        .map(binding -> Integer.parseInt(binding.getKey().split("/", 2)[0]))
        .findFirst()
        .map(port -> of(container, image, port));
  }

  /** Also while it is made anew: a lead that is killed leaves the old and the new one. */
  private static boolean isGateway(String name, String gateway) {
    return name.equals(gateway)
        || name.startsWith(gateway + "-before-")
        || name.startsWith(gateway + "-ollama-swarm-");
  }

  private static Standalone of(JsonNode container, String image, int port) {
    return new Standalone(
        container.path("Id").asText(),
        container.path("Name").asText().replaceFirst("^/", ""),
        container.at("/State/Running").asBoolean(),
        policy(container.at("/HostConfig/RestartPolicy")),
        image,
        port);
  }

  private static boolean isPublished(JsonNode hostPorts, int port) {
    return hostPorts.findValuesAsText("HostPort").contains(String.valueOf(port));
  }

  private static String policy(JsonNode policy) {
    var name = policy.path("Name").asText();
    var retries = policy.path("MaximumRetryCount").asInt();
    if (name.isEmpty()) {
      return "no";
    }
    return retries > 0 ? name + ":" + retries : name;
  }
}
