package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.DesiredService;
import com.wizardsofts.ollamaswarm.api.ServiceApi;
import com.wizardsofts.ollamaswarm.api.ServiceCapacity;
import com.wizardsofts.ollamaswarm.api.ServiceScale;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.api.ServiceStats;
import com.wizardsofts.ollamaswarm.api.ServiceTask;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.replica.ServiceUsage;
import com.wizardsofts.ollamaswarm.node.swarm.service.Capacity;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.ServiceLog;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Swarm service over REST; a node that is no manager answers who is. */
@RunOnVirtualThread
@RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
public class ServiceResource implements ServiceApi {
  private final Swarm swarm;
  private final OllamaService services;
  private final ServiceOrders orders;
  private final Capacity capacity;
  private final ServiceLog logs;
  private final ServiceUsage usage;

  public ServiceResource(
      Swarm swarm,
      OllamaService services,
      ServiceOrders orders,
      Capacity capacity,
      ServiceLog logs,
      ServiceUsage usage) {
    this.swarm = swarm;
    this.services = services;
    this.orders = orders;
    this.capacity = capacity;
    this.logs = logs;
    this.usage = usage;
  }

  @Override
  public ServiceState service(String name) {
    swarm.requireManager();
    return services.state(name);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public ServiceState putService(DesiredService desired) {
    swarm.requireManager();
    return orders.put(given(desired));
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public ServiceState scale(String name, ServiceScale scale) {
    swarm.requireManager();
    return orders.scale(name, given(scale).replicas());
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public ServiceState restart(String name) {
    swarm.requireManager();
    return orders.restart(name);
  }

  @Override
  public List<ServiceTask> tasks(String name) {
    swarm.requireManager();
    return services.table(name);
  }

  @Override
  public ServiceStats stats(String name) {
    swarm.requireManager();
    return usage.of(name);
  }

  @Override
  public ServiceCapacity capacity(String name, long memoryBytes) {
    swarm.requireManager();
    return capacity.of(name, memoryBytes == 0 ? reserved(name) : memoryBytes);
  }

  private long reserved(String name) {
    var reserved =
        services.desiredReplicas(name).isPresent() ? services.state(name).reservedBytes() : 0;
    return reserved == 0 ? DesiredService.GUIDE_MEMORY : reserved;
  }

  /** Lines of all replicas' logs; with {@code follow} for as long as the reader stays. */
  @GET
  @Blocking
  @Path("/logs")
  @Produces(MediaType.TEXT_PLAIN)
  public Multi<String> logs(
      @QueryParam("name") @DefaultValue(NAME) String name,
      @QueryParam("tail") @DefaultValue("100") int tail,
      @QueryParam("follow") boolean follow,
      @Context HttpServerResponse answer) {
    swarm.requireManager();
    // No stream is cancelled whose connection was closed before it began.
    return logs.lines(name, tail, follow, answer::closed);
  }

  private static <T> T given(@Nullable T body) {
    if (body == null) {
      throw ProblemCode.BAD_INPUT.exception("The request has no body.");
    }
    return body;
  }
}
