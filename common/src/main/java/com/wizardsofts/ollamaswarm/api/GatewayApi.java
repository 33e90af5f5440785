package com.wizardsofts.ollamaswarm.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;

/** The gateway on the lead's server. */
@Path("/v1/gateway")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RegisterProvider(RemoteProblem.class)
public interface GatewayApi {

  @GET
  GatewayStatus gateway();

  /**
   * Makes the gateway so and answers what it then is; twice the same changes nothing. Traefik is
   * restarted where that is needed, and all is put back when it does not come up.
   */
  @PUT
  GatewayStatus putGateway(DesiredGateway desired);
}
