package com.wizardsofts.ollamaswarm.lead;

import com.wizardsofts.ollamaswarm.api.LeadApi;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;

/** Whom this agent follows, over REST. */
@RunOnVirtualThread
@RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
public class LeadResource implements LeadApi {
  private final KnownLead known;

  public LeadResource(KnownLead known) {
    this.known = known;
  }

  @Override
  public Lead lead() {
    return known.now();
  }

  @Override
  @RolesAllowed(Role.LEAD)
  public Lead follow(@Nullable Lead lead) {
    if (lead == null || lead.id() == null || lead.name() == null) {
      throw ProblemCode.BAD_INPUT.exception("A lead has number, id and name.");
    }
    known.follow(Lead.parse(lead.text()));
    return known.now();
  }
}
