package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.DesiredGateway;
import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the gateway that {@code cluster.yaml} names, and changes it, but not beside a rollout.
 */
@ApplicationScoped
public class GatewayOrders {
  private final ClusterFile cluster;
  private final Gateway gateway;
  private final EventLogs rollouts;

  public GatewayOrders(ClusterFile cluster, Gateway gateway, EventLogs rollouts) {
    this.cluster = cluster;
    this.gateway = gateway;
    this.rollouts = rollouts;
  }

  GatewayStatus look() {
    return gateway.status(cluster.read().gatewaySpec());
  }

  GatewayStatus put(DesiredGateway wanted) {
    var spec = spec(wanted, cluster.read());
    var before = gateway.observe(spec);
    if (wanted.dryRun() || before.asPlanned()) {
      return gateway.preview(spec);
    }
    rollouts.refuseWhileRunning();
    gateway.apply(spec);
    var away =
        gateway
            .lastInterruption(spec)
            .map(i -> "Traefik was away for %d ms".formatted(i.length().toMillis()))
            .orElse(null);
    return gateway.status(spec).after(before.differs(), before.diff(), away);
  }

  private static GatewaySpec spec(DesiredGateway wanted, ClusterSpec cluster) {
    var given = cluster.gateway();
    return cluster.gatewaySpec(
        new ClusterSpec.Gateway(
            Objects.requireNonNullElse(wanted.mode(), given.mode()),
            Objects.requireNonNullElse(wanted.container(), given.container()),
            path(wanted.staticFile(), given.staticFile()),
            Objects.requireNonNullElse(wanted.image(), given.image()),
            Objects.requireNonNullElse(wanted.port(), given.port()),
            given.mostRequests(),
            Objects.requireNonNullElse(wanted.acceptLostRouters(), given.acceptLostRouters())));
  }

  private static Path path(@Nullable String wanted, Path given) {
    try {
      return wanted == null ? given : Path.of(wanted);
    } catch (InvalidPathException e) {
      throw new ProblemException(ProblemCode.BAD_INPUT.problem("staticFile: " + e.getMessage()), e);
    }
  }
}
