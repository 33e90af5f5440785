package com.wizardsofts.ollamaswarm.lead;

import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import com.wizardsofts.ollamaswarm.trust.Role;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses orders of a lead that another one has taken over from, and of one that does not say by
 * which number it leads. Questions are answered whoever asks; operators are no leads.
 */
@Provider
@Singleton
public class OrdersOfTheLead implements ContainerRequestFilter {
  private static final Set<String> QUESTIONS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Lead UNNUMBERED = new Lead(0, "", "a lead without a number");

  /** The lead tells these whether or not it changes something. */
  private static final Set<String> TOLD = Set.of("/v1/lead", "/v1/model-use");

  private final KnownLead known;
  private final AtomicLong carriedOut = new AtomicLong();

  public OrdersOfTheLead(KnownLead known) {
    this.known = known;
  }

  /** Orders of the lead that were not refused since the agent's start. */
  public long carriedOut() {
    return carriedOut.get();
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
    if (!TOLD.contains(request.getUriInfo().getPath())) {
      carriedOut.incrementAndGet();
    }
  }
}
