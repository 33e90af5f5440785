package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lays the fields that we set over a service spec that is there; every other field stays. Lists
 * whose elements have a name (variables, mounts, …) are merged by it, others are replaced.
 */
public final class SpecMerge {
  private static final String REFUSED_BY_THREE = "traefik\\.docker\\..*";
  private static final String REFUSED_BY_TWO =
      "traefik\\.swarm\\..*|traefik\\.http\\.services\\..*\\.loadbalancer\\.strategy";
  private static final String OLD_HOME = "/root/.ollama";

  private SpecMerge() {}

  /** Changes what is there, in place. */
  public static void merge(ObjectNode is, ObjectNode ours) {
    ours.properties().forEach(field -> mergeField(is, field.getKey(), field.getValue()));
  }

  /**
   * Removes what an older deployment may have left that cannot stay beside ours: Traefik refuses
   * labels for two providers at once, Traefik 2 every label that it does not know, and Ollama ends
   * when its home is a read-only mount.
   */
  public static void dropObstacles(ObjectNode spec, JsonNode ours) {
    if (spec.path("Labels") instanceof ObjectNode labels) {
      var isForTwo = ours.path("Labels").has(SwarmProvider.DOCKER.networkLabel());
      var refused = isForTwo ? REFUSED_BY_TWO : REFUSED_BY_THREE;
      labels.properties().removeIf(label -> label.getKey().matches(refused));
    }
    for (JsonNode mounts : spec.at("/TaskTemplate/ContainerSpec").findValues("Mounts")) {
      var elements = mounts.iterator();
      while (elements.hasNext()) {
        if (elements.next().path("Target").asText().equals(OLD_HOME)) {
          elements.remove();
        }
      }
    }
  }

  /** Takes the replicas off a network. */
  public static void leaveNetwork(ObjectNode spec, String id) {
    var networks = spec.at("/TaskTemplate/Networks").elements();
    while (networks.hasNext()) {
      if (networks.next().path("Target").asText().equals(id)) {
        networks.remove();
      }
    }
  }

  private static void mergeField(ObjectNode is, String name, JsonNode ours) {
    var there = is.path(name);
    switch (ours) {
      case ObjectNode object -> merge(is.withObjectProperty(name), object);
      case ArrayNode array when SpecList.isNamed(name) -> is.set(name, union(name, there, array));
      case ArrayNode array when array.isEmpty() -> empty(is, name);
      case JsonNode value when isZero(value) && there.isMissingNode() -> {}
      case JsonNode value when !there.toString().equals(value.toString()) -> is.set(name, value);
      case JsonNode _ -> {}
    }
  }

  /** Docker leaves a number out that is 0. */
  private static boolean isZero(JsonNode value) {
    return value.isNumber() && value.asLong() == 0;
  }

  private static void empty(ObjectNode is, String name) {
    if (!is.path(name).isEmpty()) {
      is.putArray(name);
    }
  }

  private static ArrayNode union(String name, JsonNode there, ArrayNode ours) {
    Map<String, JsonNode> merged = new LinkedHashMap<>();
    there.forEach(element -> merged.put(SpecList.key(name, element), element));
    ours.forEach(element -> merged.merge(SpecList.key(name, element), element, SpecMerge::over));
    var all = ours.arrayNode();
    merged.values().forEach(all::add);
    return all;
  }

  private static JsonNode over(JsonNode there, JsonNode ours) {
    if (there instanceof ObjectNode object && ours instanceof ObjectNode wanted) {
      merge(object, wanted);
      return object;
    }
    return ours;
  }
}
