package com.wizardsofts.ollamaswarm.lead;

import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import com.wizardsofts.ollamaswarm.trust.Role;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Refuses orders of a lead that another one has taken over from, and of one that does not say by
 * which number it leads. Questions are answered whoever asks; operators are no leads.
 */
@Provider
public class OrdersOfTheLead implements ContainerRequestFilter {
  private static final Set<String> QUESTIONS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Lead UNNUMBERED = new Lead(0, "", "a lead without a number");

  private final KnownLead known;

  public OrdersOfTheLead(KnownLead known) {
    this.known = known;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (QUESTIONS.contains(request.getMethod())
        || request.getUriInfo().getPath().equals("/v1/lead")
        || !request.getSecurityContext().isUserInRole(Role.LEAD)) {
      return;
    }
    var header = request.getHeaderString(Lead.HEADER);
    known.follow(header == null ? UNNUMBERED : Lead.parse(header));
  }
}
