package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a gateway that answers. */
final class GatewayFaults {
  private GatewayFaults() {}

  static List<Finding> in(GatewayStatus status, String dockerVersion) {
    var found = new ArrayList<Finding>();
    var traefik = new TraefikVersion(status.version());
    traefik
        .unfit(dockerVersion)
        .ifPresent(why -> found.add(FindingCode.GATEWAY_TOO_OLD.finding(why)));
    if (!traefik.holdsRequests()) {
      found.add(
          FindingCode.GATEWAY_CUTS_ANSWERS.finding(
              "Traefik %s may still look for more of a request when its answer begins, and then ends both"
                  .formatted(status.version())));
    }
    if (!status.published()) {
      found.add(
          FindingCode.GATEWAY_PORT_CLOSED.finding(
              "the container %s does not publish port %d"
                  .formatted(status.container(), status.port())));
    }
    if (!status.differences().isEmpty()) {
      found.add(
          FindingCode.GATEWAY_DIFFERS
              .finding(String.join("; ", status.differences()))
              .withEvidence(status.diff().lines().toList()));
    }
    var astray = status.backends().stream().filter(b -> !b.serves()).toList();
    if (!astray.isEmpty()) {
      found.add(
          FindingCode.GATEWAY_BACKENDS
              .finding(
                  "%d of %d replicas are not both running and routed to"
                      .formatted(astray.size(), status.backends().size()))
              .withEvidence(astray.stream().map(GatewayFaults::line).toList()));
    }
    return found;
  }

  private static String line(GatewayStatus.Backend backend) {
    return "%s: Traefik %s, Swarm %s"
        .formatted(
            backend.address(),
            backend.status() == null ? "does not know it" : "says " + backend.status(),
            backend.task() == null ? "has no running task there" : "runs task " + backend.task());
  }
}
