package com.wizardsofts.ollamaswarm.node.swarm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The labels by which Traefik routes to the replicas. Traefik's defaults lose requests when a
 * replica comes or goes; a retry on another replica loses none.
 */
final class GatewayLabels {
  /** Models change on the store's server only, so what changes them is not routed. */
  private static final List<String> NOT_ROUTED =
      List.of(
          "/api/pull",
          "/api/push",
          "/api/create",
          "/api/delete",
          "/api/copy",
          "/api/blobs",
          "/debug");

  private GatewayLabels() {}

  static Map<String, String> of(ServiceSpec spec) {
    var name = spec.name();
    var router = "traefik.http.routers.%s.".formatted(name);
    var retry = "traefik.http.middlewares.%s-retry.retry.".formatted(name);
    var balancer = "traefik.http.services.%s.loadbalancer.".formatted(name);
    var labels = new TreeMap<String, String>();
    labels.put("traefik.enable", "true");
    labels.put("traefik.swarm.network", spec.network());
    labels.put(router + "rule", rule());
    labels.put(router + "entrypoints", spec.entryPoint());
    labels.put(router + "service", name);
    labels.put(router + "middlewares", name + "-retry");
    labels.put(retry + "attempts", "5");
    labels.put(retry + "initialinterval", "100ms");
    labels.put(balancer + "server.port", String.valueOf(spec.port()));
    labels.put(balancer + "strategy", "p2c");
    labels.put(balancer + "serverstransport", "ollama@file");
    return labels;
  }

  private static String rule() {
    return NOT_ROUTED.stream()
        .map(path -> " && !PathPrefix(`%s`)".formatted(path))
        .collect(Collectors.joining("", "PathPrefix(`/`)", ""));
  }
}
