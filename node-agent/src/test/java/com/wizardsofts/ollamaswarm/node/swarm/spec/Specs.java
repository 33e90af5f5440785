package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** A wanted service, and its JSON with the identifiers that a Swarm would have given. */
public final class Specs {
  public static final ServiceSpec OLLAMA = routedBy(SwarmProvider.SWARM);

  private Specs() {}

  public static Map<Script, String> configs() {
    return new EnumMap<>(Map.of(Script.DRAIN, "drain-id", Script.HEALTH, "health-id"));
  }

  public static ObjectNode json() {
    return jsonFor(SwarmProvider.SWARM);
  }

  static ObjectNode jsonFor(SwarmProvider provider) {
    return new ServiceJson(routedBy(provider), configs(), true).on("network-id");
  }

  private static ServiceSpec routedBy(SwarmProvider provider) {
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
        "ollama",
        provider);
  }
}
