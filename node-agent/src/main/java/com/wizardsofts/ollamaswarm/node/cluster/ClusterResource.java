package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The lead's view of all servers over REST. */
@Path("/v1/cluster")
@RunOnVirtualThread
@RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
public class ClusterResource {
  private final ClusterStatus status;

  public ClusterResource(ClusterStatus status) {
    this.status = status;
  }

  /** Every server with its agents, the age of each part, and who does not answer. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public ClusterState state() {
    return status.now();
  }
}
