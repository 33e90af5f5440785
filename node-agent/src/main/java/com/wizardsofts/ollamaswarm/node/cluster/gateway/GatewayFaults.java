package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is wrong with a gateway that answers. */
final class GatewayFaults {
  /** The first Docker that refuses the API version which older Traefiks speak. */
  private static final int[] STRICT_DOCKER = {29};

  private static final int[] FITTING_TRAEFIK = {3, 6, 1};

  private GatewayFaults() {}

  static List<Finding> in(GatewayStatus status, String dockerVersion) {
    var found = new ArrayList<Finding>();
    if (Arrays.compare(numbers(dockerVersion), STRICT_DOCKER) >= 0
        && Arrays.compare(numbers(status.version()), FITTING_TRAEFIK) < 0) {
      found.add(
          FindingCode.GATEWAY_TOO_OLD.finding(
              "Traefik %s, Docker %s".formatted(status.version(), dockerVersion)));
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

  /** The first three numbers of a version such as {@code 26.1.5+dfsg1}. */
  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[^0-9]+"))
        .filter(part -> !part.isEmpty())
        .limit(3)
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
