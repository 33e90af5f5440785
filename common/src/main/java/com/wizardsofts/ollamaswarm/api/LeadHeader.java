package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;

/** Says in every request of the lead by which number it leads. */
record LeadHeader(KnownLead known) implements ClientRequestFilter {

  @Override
  public void filter(ClientRequestContext request) {
    known.own().ifPresent(lead -> request.getHeaders().putSingle(Lead.HEADER, lead.text()));
  }
}
