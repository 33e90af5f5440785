package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.DesiredGateway;
import com.wizardsofts.ollamaswarm.api.GatewayApi;
import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;

/** The gateway over REST; a server that is not the lead says so. */
@RunOnVirtualThread
@RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
public class GatewayResource implements GatewayApi {
  private final Swarm swarm;
  private final GatewayOrders orders;

  public GatewayResource(Swarm swarm, GatewayOrders orders) {
    this.swarm = swarm;
    this.orders = orders;
  }

  @Override
  public GatewayStatus gateway() {
    swarm.requireManager();
    return orders.look();
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public GatewayStatus putGateway(@Nullable DesiredGateway desired) {
    if (desired == null) {
      throw ProblemCode.BAD_INPUT.exception("The request has no body.");
    }
    swarm.requireManager();
    return orders.put(desired);
  }
}
