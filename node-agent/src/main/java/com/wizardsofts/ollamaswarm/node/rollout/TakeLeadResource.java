package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Makes this server the lead over REST. */
@Path("/v1/lead/take")
public class TakeLeadResource {
  private final ClusterFile clusterFile;
  private final RolloutSteps steps;
  private final KnownLead known;

  public TakeLeadResource(ClusterFile clusterFile, RolloutSteps steps, KnownLead known) {
    this.clusterFile = clusterFile;
    this.steps = steps;
    this.known = known;
  }

  /**
   * Has all agents of {@code cluster.yaml} follow this server, whoever led before; a rollout does
   * so by itself where nobody leads. {@code agent.version} before anything is changed.
   */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.OPERATOR)
  @RunOnVirtualThread
  public Lead take() {
    var spec = clusterFile.read();
    steps.requireFitting(spec);
    steps.takeLead(spec).take();
    return known.now();
  }
}
