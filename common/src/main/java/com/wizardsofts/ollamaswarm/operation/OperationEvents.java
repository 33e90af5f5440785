package com.wizardsofts.ollamaswarm.operation;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jspecify.annotations.Nullable;

/** An operation's progress as server-sent events; each holds the operation's whole state. */
@Path("/v1/operations/{id}/events")
public class OperationEvents {
  private final Operations operations;

  public OperationEvents(Operations operations) {
    this.operations = operations;
  }

  /**
   * What is and what comes, until the operation has ended. With {@code Last-Event-ID}, what is only
   * if the caller has not seen it.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String last,
      @Context Sse sse) {
    var events = operations.find(id).after(number(last)).map(event -> sent(sse, event));
    return Heartbeats.among(events, sse);
  }

  private static OutboundSseEvent sent(Sse sse, RunningOperation.Event event) {
    return sse.newEventBuilder()
        .id(String.valueOf(event.number()))
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(Operation.class, event.operation())
        .build();
  }

  private static long number(@Nullable String last) {
    if (last == null) {
      return 0;
    }
    try {
      return Long.parseLong(last);
    } catch (NumberFormatException e) {
      throw ProblemCode.BAD_INPUT.exception("Last-Event-ID is not a number: " + Quoted.text(last));
    }
  }
}
