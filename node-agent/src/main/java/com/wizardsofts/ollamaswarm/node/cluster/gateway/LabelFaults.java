package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Labels of the service by which Traefik would not find the replicas, or not all of the time. */
final class LabelFaults {
  private static final String NETWORK = "traefik.swarm.network";

  private LabelFaults() {}

  static List<Finding> in(Map<String, String> labels, String network) {
    var found = new ArrayList<Finding>();
    var named = labels.get(NETWORK);
    if (!network.equals(named)) {
      found.add(
          FindingCode.GATEWAY_NETWORK_LABEL.finding(
              "%s is %s, not %s".formatted(NETWORK, named == null ? "missing" : named, network)));
    }
    var ofDocker = labels.keySet().stream().filter(l -> l.startsWith("traefik.docker.")).toList();
    if (!ofDocker.isEmpty()) {
      found.add(
          FindingCode.GATEWAY_MIXED_LABELS
              .finding("it has " + String.join(", ", ofDocker))
              .withEvidence(ofDocker));
    }
    if (labels.keySet().stream().noneMatch(LabelFaults::namesPort)) {
      found.add(
          FindingCode.GATEWAY_PORT_LABEL.finding(
              "none of its %d labels ends in .loadbalancer.server.port".formatted(labels.size())));
    }
    return found;
  }

  private static boolean namesPort(String label) {
    return label.matches("traefik\\.http\\.services\\.[^.]+\\.loadbalancer\\.server\\.port");
  }
}
