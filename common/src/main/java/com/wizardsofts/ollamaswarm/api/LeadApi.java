package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.trust.Lead;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;

/** Whom an agent follows; served by every agent and called through this one declaration. */
@Path("/v1/lead")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RegisterProvider(RemoteProblem.class)
public interface LeadApi {

  /** Number 0 when the agent follows nobody yet. */
  @GET
  Lead lead();

  /** Has the agent follow this lead, unless it follows one of a higher number. */
  @PUT
  Lead follow(Lead lead);
}
