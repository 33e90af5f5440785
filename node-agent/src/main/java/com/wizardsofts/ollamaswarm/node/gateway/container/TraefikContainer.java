package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A container as Docker describes it.
 *
 * @param inspect the answer to {@code GET /containers/{id}/json}
 */
public record TraefikContainer(JsonNode inspect) {
  private static final Set<String> EVERY_ADDRESS = Set.of("", "0.0.0.0", "::");

  /** Docker's id. */
  public String id() {
    return inspect.path("Id").asText();
  }

  /** Its name, without the slash. */
  public String name() {
    return inspect.path("Name").asText().replaceFirst("^/", "");
  }

  /** Whether it runs and is not about to be started again. */
  public boolean running() {
    return state().path("Running").asBoolean() && !state().path("Restarting").asBoolean();
  }

  /** Made, but never started. */
  boolean fresh() {
    return state().path("Status").asText().equals("created");
  }

  int pid() {
    return state().path("Pid").asInt();
  }

  /** Ended by itself, or in the loop of its restart policy. */
  boolean failed() {
    return state().path("Restarting").asBoolean()
        || Set.of("exited", "dead").contains(state().path("Status").asText());
  }

  /** Whether Docker was to start it, and could not. */
  boolean startFailed() {
    return !state().path("Running").asBoolean() && !state().path("Error").asText().isEmpty();
  }

  /** Not told otherwise by a health check of its own. */
  boolean healthy() {
    var health = state().path("Health").path("Status").asText("none");
    return running() && Set.of("none", "healthy", "").contains(health);
  }

  /** When Docker starts it by itself. */
  public JsonNode restartPolicy() {
    return inspect.path("HostConfig").path("RestartPolicy");
  }

  /** Whether it has a TCP port under the same number on every address of the server. */
  public boolean publishes(int port) {
    return stream(inspect.path("HostConfig").path("PortBindings").path(port + "/tcp"))
        .filter(binding -> binding.path("HostPort").asText().equals(String.valueOf(port)))
        .anyMatch(binding -> EVERY_ADDRESS.contains(binding.path("HostIp").asText()));
  }

  /** Names of the networks that it is attached to. */
  public Set<String> networks() {
    var names = new TreeSet<String>();
    inspect.path("NetworkSettings").path("Networks").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Where a file of the server is seen in the container. */
  public Optional<Path> inside(Path onServer) {
    return mounts()
        .filter(mount -> onServer.startsWith(mount.source()))
        .max(Comparator.comparingInt(mount -> mount.source().getNameCount()))
        .map(mount -> mount.destination().resolve(mount.source().relativize(onServer)).normalize());
  }

  /** Where a path of the container lies on the server; nothing when it is in its image. */
  public Optional<Path> onServer(Path inside) {
    return mounts()
        .filter(mount -> inside.startsWith(mount.destination()))
        .max(Comparator.comparingInt(mount -> mount.destination().getNameCount()))
        .map(mount -> mount.source().resolve(mount.destination().relativize(inside)).normalize());
  }

  /** What its relative paths begin from. */
  public Path workingDirectory() {
    return Path.of("/").resolve(inspect.path("Config").path("WorkingDir").asText());
  }

  /** The static file that its command line names. */
  public Optional<Path> configFile() {
    var words = stream(inspect.path("Args")).map(JsonNode::asText).toList();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i).replaceFirst("^--?", "");
      if (word.toLowerCase(java.util.Locale.ROOT).startsWith("configfile=")) {
        return Optional.of(Path.of(word.substring("configfile=".length())));
      }
      if (word.equalsIgnoreCase("configfile") && i + 1 < words.size()) {
        return Optional.of(Path.of(words.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  /** Where its API may answer from this server, the likeliest first. */
  public List<URI> apiAddresses(int port) {
    var addresses = new ArrayList<URI>();
    for (var binding : inspect.path("NetworkSettings").path("Ports").path(port + "/tcp")) {
      var host = binding.path("HostIp").asText();
      var address = EVERY_ADDRESS.contains(host) ? "127.0.0.1" : host;
      if (!address.contains(":")) {
        addresses.add(
            URI.create("http://%s:%s".formatted(address, binding.path("HostPort").asText())));
      }
    }
    for (var network : inspect.path("NetworkSettings").path("Networks")) {
      var address = network.path("IPAddress").asText();
      if (!address.isEmpty()) {
        addresses.add(URI.create("http://%s:%d".formatted(address, port)));
      }
    }
    return addresses.stream().distinct().toList();
  }

  /** Why it cannot be the gateway, in words; nothing when it can. */
  public Optional<String> unsuitable() {
    var host = inspect.path("HostConfig");
    if (inspect.path("Config").path("Labels").has("com.docker.swarm.service.id")) {
      return Optional.of("it is a task of a Swarm service, which only Swarm may change");
    }
    if (host.path("NetworkMode").asText().matches("host|none|container:.*")) {
      return Optional.of(
          "its network mode is '%s', so it cannot be attached to an overlay network"
              .formatted(host.path("NetworkMode").asText()));
    }
    if (host.path("AutoRemove").asBoolean()) {
      return Optional.of("it was started with --rm and would be gone once stopped");
    }
    if (mounts().noneMatch(m -> m.destination().toString().matches("(/var)?/run/docker.sock"))) {
      return Optional.of(
          "the Docker socket is not mounted; add -v /var/run/docker.sock:/var/run/docker.sock:ro");
    }
    return Optional.empty();
  }

  private record Mount(Path source, Path destination) {}

  private Stream<Mount> mounts() {
    return stream(inspect.path("Mounts"))
        .filter(mount -> !mount.path("Source").asText().isEmpty())
        .map(
            mount ->
                new Mount(
                    Path.of(mount.path("Source").asText()),
                    Path.of(mount.path("Destination").asText())));
  }

  private JsonNode state() {
    return inspect.path("State");
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
