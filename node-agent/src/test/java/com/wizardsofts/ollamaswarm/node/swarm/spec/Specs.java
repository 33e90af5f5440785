package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** A wanted service, and its JSON with the identifiers that a Swarm would have given. */
public final class Specs {
  public static final ServiceSpec OLLAMA = labelled(Map.of());

  private Specs() {}

  public static Map<Script, String> configs() {
    return new EnumMap<>(Map.of(Script.DRAIN, "drain-id", Script.HEALTH, "health-id"));
  }

  public static ObjectNode json() {
    return jsonFor(SwarmProvider.SWARM);
  }

  static ObjectNode jsonFor(SwarmProvider provider) {
    return json(wanted(provider, Map.of()));
  }

  public static ObjectNode json(ServiceSpec spec) {
    return new ServiceJson(spec, configs(), true).on("network-id");
  }

  /** The same service with labels of the operator's own. */
  public static ServiceSpec labelled(Map<String, String> labels) {
    return wanted(SwarmProvider.SWARM, labels);
  }

  /** The same service behind another entry point. */
  static ServiceSpec through(String entryPoint, SwarmProvider provider) {
    return wanted(entryPoint, provider, Map.of());
  }

  private static ServiceSpec wanted(SwarmProvider provider, Map<String, String> labels) {
    return wanted("ollama", provider, labels);
  }

  private static ServiceSpec wanted(
      String entryPoint, SwarmProvider provider, Map<String, String> labels) {
    return new ServiceSpec(
        "ollama",
        "ollama/ollama:0.17.4",
        1,
        "ollama-network",
        "/opt/ollama-models/models",
        "ollama.store",
        "store-1",
        new Resources(16L << 30, 16L << 30, 0),
        2,
        "30m",
        4096,
        Duration.ofMinutes(5),
        "mistral:7b",
        11434,
        entryPoint,
        provider,
        new OwnLabels(labels));
  }
}
