package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Labels of the service by which Traefik would not find the replicas, or not all of the time. */
final class LabelFaults {
  /** Traefik takes its labels in any case. */
  private static final Pattern STICKY =
      Pattern.compile(
          "traefik\\.http\\.services\\.[^.]+\\.loadbalancer\\.sticky(\\..*)?", CASE_INSENSITIVE);

  private LabelFaults() {}

  /**
   * @param wanted labels that cluster.yaml names itself
   */
  static List<Finding> in(
      Map<String, String> labels,
      String network,
      SwarmProvider provider,
      Map<String, String> wanted) {
    var found = new ArrayList<Finding>();
    var label = provider.networkLabel();
    var named = labels.get(label);
    if (!network.equals(named)) {
      found.add(
          FindingCode.GATEWAY_NETWORK_LABEL.finding(
              "%s is %s, not %s".formatted(label, named == null ? "missing" : named, network)));
    }
    var others =
        labels.keySet().stream()
            .filter(l -> l.matches("traefik\\.(docker|swarm)\\..*"))
            .filter(l -> !l.startsWith("traefik.%s.".formatted(provider.label())))
            .toList();
    if (!others.isEmpty()) {
      found.add(
          FindingCode.GATEWAY_MIXED_LABELS
              .finding("it has " + String.join(", ", others))
              .withEvidence(others));
    }
    if (labels.keySet().stream().noneMatch(LabelFaults::namesPort)) {
      found.add(
          FindingCode.GATEWAY_PORT_LABEL.finding(
              "none of its %d labels ends in .loadbalancer.server.port".formatted(labels.size())));
    }
    var sticky =
        labels.keySet().stream()
            .filter(l -> STICKY.matcher(l).matches() && !wanted.containsKey(l))
            .toList();
    if (!sticky.isEmpty()) {
      found.add(FindingCode.GATEWAY_STICKY.finding("it has " + String.join(", ", sticky)));
    }
    return found;
  }

  private static boolean namesPort(String label) {
    return label.matches("traefik\\.http\\.services\\.[^.]+\\.loadbalancer\\.server\\.port");
  }
}
