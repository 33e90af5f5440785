package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The labels by which Traefik routes to the replicas. Traefik's defaults lose requests when a
 * replica comes or goes; a retry on another replica loses none. What labels cannot say stands in
 * the gateway's dynamic file, and is named with {@code @file}.
 */
public final class GatewayLabels {
  /** Where every router of our labels leads: a service of the gateway's dynamic file. */
  public static final String OUR_SERVICE = "ollama@file";

  private static final String ENTRY_POINTS = "entrypoints";

  /** Models change on the store's server only. */
  private static final List<String> CHANGES_MODELS =
      List.of("/api/pull", "/api/push", "/api/create", "/api/delete", "/api/copy", "/api/blobs");

  private GatewayLabels() {}

  /** The gateway's entry point that these labels name, when they are ours. */
  public static Optional<String> entryPoint(Map<String, String> labels) {
    return labels.entrySet().stream()
        .filter(label -> leadsToUs(label.getKey(), label.getValue()))
        .map(label -> label.getKey().replaceFirst("service$", ENTRY_POINTS))
        .flatMap(key -> Stream.ofNullable(labels.get(key)))
        .findFirst();
  }

  /** The provider for which these labels are, when they are ours. */
  public static Optional<SwarmProvider> provider(Map<String, String> labels) {
    var isOurs = labels.entrySet().stream().anyMatch(it -> leadsToUs(it.getKey(), it.getValue()));
    return Arrays.stream(SwarmProvider.values())
        .filter(provider -> isOurs && labels.containsKey(provider.networkLabel()))
        .findFirst();
  }

  /** The network that these labels name, when they are ours; an operator's own may name any. */
  public static Optional<String> network(JsonNode labels) {
    var isOurs =
        labels.propertyStream().anyMatch(it -> leadsToUs(it.getKey(), it.getValue().asText()));
    return Arrays.stream(SwarmProvider.values())
        .map(provider -> labels.path(provider.networkLabel()).asText())
        .filter(name -> isOurs && Names.NAME.matcher(name).matches())
        .findFirst();
  }

  private static boolean leadsToUs(String label, String value) {
    return label.matches("traefik\\.http\\.routers\\.[^.]+\\.service") && value.equals(OUR_SERVICE);
  }

  static Map<String, String> of(ServiceSpec spec) {
    var name = spec.name();
    var labels = new TreeMap<String, String>();
    labels.put("traefik.enable", "true");
    labels.put(spec.provider().networkLabel(), spec.network());
    router(labels, spec, name, open(), "ollama-retry@file");
    router(labels, spec, name + "-models", changesModels(), "ollama-read-only@file");
    balancer(labels, spec, name, "p2c");
    balancer(labels, spec, name + "-in-turn", "wrr");
    return labels;
  }

  private static void router(
      Map<String, String> labels, ServiceSpec spec, String name, String rule, String middleware) {
    var router = "traefik.http.routers.%s.".formatted(name);
    labels.put(router + "rule", rule);
    labels.put(router + ENTRY_POINTS, spec.entryPoint());
    labels.put(router + "service", OUR_SERVICE);
    labels.put(router + "middlewares", middleware);
  }

  private static void balancer(
      Map<String, String> labels, ServiceSpec spec, String name, String strategy) {
    var balancer = "traefik.http.services.%s.loadbalancer.".formatted(name);
    labels.put(balancer + "server.port", String.valueOf(spec.port()));
    if (spec.provider().hasStrategies()) {
      labels.put(balancer + "strategy", strategy);
    }
    labels.put(balancer + "serverstransport", OUR_SERVICE);
  }

  private static String open() {
    return Stream.concat(CHANGES_MODELS.stream(), Stream.of("/debug"))
        .map(path -> " && !PathPrefix(`%s`)".formatted(path))
        .collect(Collectors.joining("", "PathPrefix(`/`)", ""));
  }

  private static String changesModels() {
    return CHANGES_MODELS.stream()
        .map("PathPrefix(`%s`)"::formatted)
        .collect(Collectors.joining(" || "));
  }
}
