package com.wizardsofts.ollamaswarm.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;

/** The Swarm service, through the node-agent of any manager. */
@Path("/v1/service")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RegisterProvider(RemoteProblem.class)
public interface ServiceApi {
  /** The service's name when a request names none. */
  String NAME = "ollama";

  @GET
  ServiceState service(@QueryParam("name") @DefaultValue(NAME) String name);

  /** Makes the service so; answers before Swarm has finished. Twice the same changes nothing. */
  @PUT
  ServiceState putService(DesiredService desired);

  @POST
  @Path("/scale")
  ServiceState scale(@QueryParam("name") @DefaultValue(NAME) String name, ServiceScale scale);

  /** Replaces the replicas one after another; each ends its running answers first. */
  @POST
  @Path("/restart")
  ServiceState restart(@QueryParam("name") @DefaultValue(NAME) String name);

  /** Newest first. */
  @GET
  @Path("/tasks")
  List<ServiceTask> tasks(@QueryParam("name") @DefaultValue(NAME) String name);

  /** What each replica takes now; measuring takes a second or two. */
  @GET
  @Path("/stats")
  ServiceStats stats(@QueryParam("name") @DefaultValue(NAME) String name);

  /**
   * @param memoryBytes of one replica; 0: what the service reserves, or the guide's value
   */
  @GET
  @Path("/capacity")
  ServiceCapacity capacity(
      @QueryParam("name") @DefaultValue(NAME) String name,
      @QueryParam("memoryBytes") @DefaultValue("0") long memoryBytes);
}
