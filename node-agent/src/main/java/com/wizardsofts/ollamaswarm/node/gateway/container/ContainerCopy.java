package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The order to create a container again from what Docker says about it, as a JSON tree, so that
 * settings which this program does not know are kept.
 *
 * @param body body of {@code POST /containers/create}, with the endpoint of the main network
 * @param otherNetworks endpoint settings by network, for {@code POST /networks/{name}/connect}: API
 *     1.43 creates with one network only
 */
record ContainerCopy(ObjectNode body, Map<String, ObjectNode> otherNetworks) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int SHORT_ID = 12;

  /** What a container was asked for in a network; the rest of Docker's answer is what it got. */
  private static final List<String> ASKED =
      List.of("IPAMConfig", "Links", "Aliases", "DriverOpts", "GwPriority");

  static ContainerCopy of(JsonNode inspect) {
    ObjectNode body = inspect.path("Config").deepCopy();
    ObjectNode host = inspect.path("HostConfig").deepCopy();
    body.set("HostConfig", host);
    dropIdentity(body, inspect);
    keepAnonymousVolumes(host, inspect.path("Mounts"));
    var endpoints = endpoints(inspect);
    var main = mainNetwork(inspect);
    if (endpoints.containsKey(main)) {
      body.putObject("NetworkingConfig")
          .putObject("EndpointsConfig")
          .set(main, endpoints.remove(main));
    }
    return new ContainerCopy(body, endpoints);
  }

  /** Also publishes a TCP port of the container under the same number, on every address. */
  ContainerCopy publish(int port) {
    var key = port + "/tcp";
    objectIn(body, "ExposedPorts").set(key, JSON.objectNode());
    var bindings = objectIn(host(), "PortBindings");
    var binding = JSON.objectNode().put("HostIp", "").put("HostPort", String.valueOf(port));
    if (bindings.path(key) instanceof ArrayNode others) {
      others.add(binding);
    } else {
      bindings.set(key, JSON.arrayNode().add(binding));
    }
    return this;
  }

  /** Without what {@link #publish} adds; other addresses of the port stay. */
  ContainerCopy unpublish(int port) {
    var key = port + "/tcp";
    var bindings = objectIn(host(), "PortBindings");
    var others = JSON.arrayNode();
    stream(bindings.path(key)).filter(binding -> !isEverywhere(binding, port)).forEach(others::add);
    if (others.isEmpty()) {
      bindings.remove(key);
      objectIn(body, "ExposedPorts").remove(key);
    } else {
      bindings.set(key, others);
    }
    return this;
  }

  private static boolean isEverywhere(JsonNode binding, int port) {
    return binding.path("HostIp").asText().isEmpty()
        && binding.path("HostPort").asText().equals(String.valueOf(port));
  }

  /** Also shows a folder of the server at the same path, read-only. */
  ContainerCopy bind(Path folder) {
    arrayIn(host(), "Binds").add(bound(folder));
    return this;
  }

  /** Without what {@link #bind} adds. */
  ContainerCopy unbind(Path folder) {
    var others = JSON.arrayNode();
    stream(host().path("Binds"))
        .filter(b -> !b.asText().equals(bound(folder)))
        .forEach(others::add);
    host().set("Binds", others);
    return this;
  }

  private static String bound(Path folder) {
    return folder + ":" + folder + ":ro";
  }

  /** Also has a label. */
  ContainerCopy label(String key, String value) {
    objectIn(body, "Labels").put(key, value);
    return this;
  }

  /** Without a label. */
  ContainerCopy unlabel(String key) {
    objectIn(body, "Labels").remove(key);
    return this;
  }

  /** Started by Docker itself by this policy. */
  ContainerCopy restart(JsonNode policy) {
    host().set("RestartPolicy", policy);
    return this;
  }

  /** Also attaches it to a network. */
  ContainerCopy attach(String network) {
    if (!body.path("NetworkingConfig").path("EndpointsConfig").has(network)) {
      otherNetworks.putIfAbsent(network, JSON.objectNode());
    }
    return this;
  }

  /** Without an attachment beside the main one. */
  ContainerCopy detach(String network) {
    otherNetworks.remove(network);
    return this;
  }

  private ObjectNode host() {
    return objectIn(body, "HostConfig");
  }

  private static void dropIdentity(ObjectNode body, JsonNode inspect) {
    if (body.path("Hostname").asText().equals(shortId(inspect))) {
      body.remove("Hostname");
    }
    // The old container keeps its address; two with the same one must never meet.
    body.remove("MacAddress");
  }

  /** A volume without a name is in no Binds: a new container would get an empty one. */
  private static void keepAnonymousVolumes(ObjectNode host, JsonNode mounts) {
    for (var mount : mounts) {
      var destination = mount.path("Destination").asText();
      if (mount.path("Type").asText().equals("volume") && !isNamed(host, destination)) {
        var mode = mount.path("RW").asBoolean(true) ? "rw" : "ro";
        arrayIn(host, "Binds")
            .add("%s:%s:%s".formatted(mount.path("Name").asText(), destination, mode));
      }
    }
  }

  private static boolean isNamed(ObjectNode host, String destination) {
    return stream(host.path("Binds"))
            .anyMatch(bind -> List.of(bind.asText().split(":")).contains(destination))
        || stream(host.path("Mounts"))
            .anyMatch(
                mount ->
                    mount.path("Target").asText().equals(destination)
                        && !mount.path("Source").asText().isEmpty());
  }

  private static Map<String, ObjectNode> endpoints(JsonNode inspect) {
    var endpoints = new LinkedHashMap<String, ObjectNode>();
    inspect
        .path("NetworkSettings")
        .path("Networks")
        .properties()
        .forEach(network -> endpoints.put(network.getKey(), asked(network.getValue(), inspect)));
    return endpoints;
  }

  private static ObjectNode asked(JsonNode endpoint, JsonNode inspect) {
    var asked = JSON.objectNode();
    for (var key : ASKED) {
      if (endpoint.hasNonNull(key)) {
        asked.set(key, endpoint.get(key).deepCopy());
      }
    }
    if (asked.path("Aliases") instanceof ArrayNode aliases) {
      var kept = JSON.arrayNode();
      stream(aliases).filter(a -> !a.asText().equals(shortId(inspect))).forEach(kept::add);
      asked.set("Aliases", kept);
    }
    return asked;
  }

  private static String mainNetwork(JsonNode inspect) {
    var mode = inspect.path("HostConfig").path("NetworkMode").asText();
    return mode.equals("default") ? "bridge" : mode;
  }

  private static String shortId(JsonNode inspect) {
    var id = inspect.path("Id").asText();
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private static ObjectNode objectIn(ObjectNode parent, String key) {
    return parent.path(key) instanceof ObjectNode there ? there : parent.putObject(key);
  }

  private static ArrayNode arrayIn(ObjectNode parent, String key) {
    return parent.path(key) instanceof ArrayNode there ? there : parent.putArray(key);
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
