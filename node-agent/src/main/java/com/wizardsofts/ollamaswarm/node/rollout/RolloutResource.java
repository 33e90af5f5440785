package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.RollbackPlan;
import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Plans;
import com.wizardsofts.ollamaswarm.node.rollout.report.ReportPage;
import com.wizardsofts.ollamaswarm.node.rollout.report.ReportText;
import com.wizardsofts.ollamaswarm.operation.Heartbeats;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The lead's rollouts over REST. */
@Path("/v1/rollouts")
public class RolloutResource {
  private final Rollouts rollouts;
  private final Plans plans;
  private final EventLogs logs;

  public RolloutResource(Rollouts rollouts, Plans plans, EventLogs logs) {
    this.rollouts = rollouts;
    this.plans = plans;
    this.logs = logs;
  }

  /** Starts a rollout: 202 with its address; or answers what it would do: 200 with the plan. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.OPERATOR)
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public RestResponse<?> start(@Nullable RolloutRequest request) {
    if (request == null) {
      throw ProblemCode.BAD_INPUT.exception("The request has no body.");
    }
    var codes = request.fix();
    if (codes != null && codes.isEmpty()) {
      throw ProblemCode.BAD_INPUT.exception(
          "fix: it names no finding; without it all is rolled out");
    }
    var fix = new Fix(Objects.requireNonNullElse(codes, List.of()));
    if (request.dryRun()) {
      return RestResponse.ok(plans.plan(request.prove(), fix));
    }
    var plan = request.plan();
    return accepted(
        plan == null
            ? rollouts.start(request.prove(), fix)
            : rollouts.start(request.prove(), fix, plan));
  }

  /** Lets an interrupted or cancelled rollout go on: 202 with its address. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed(Role.OPERATOR)
  @RunOnVirtualThread
  public RestResponse<RolloutState> resume(@PathParam("id") String id) {
    return ordered(id, rollouts::resume);
  }

  /** Has it end before its next step: 202 with its address, before it has ended. */
  @POST
  @Path("/{id}/cancel")
  @RolesAllowed(Role.OPERATOR)
  @RunOnVirtualThread
  public RestResponse<RolloutState> cancel(@PathParam("id") String id) {
    return ordered(id, rollouts::cancel);
  }

  /**
   * What a rollback would put back now, what does not answer meanwhile, and what stays.
   *
   * @param to the last phase that stays; absent when none does
   */
  @GET
  @Path("/{id}/rollback")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.OPERATOR, Role.LEAD})
  @RunOnVirtualThread
  public RollbackPlan rollbackPlan(
      @PathParam("id") String id, @QueryParam("to") @Nullable String to) {
    return rollouts.rollbackPlan(id, to);
  }

  /**
   * Puts back what the newest rollout changed, as a whole or after a phase: 202 with its address.
   */
  @POST
  @Path("/{id}/rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.OPERATOR)
  @RunOnVirtualThread
  public RestResponse<RolloutState> rollBack(
      @PathParam("id") String id, @Nullable RollbackRequest request) {
    return ordered(id, it -> rollouts.rollBack(it, request));
  }

  private RestResponse<RolloutState> ordered(String id, Consumer<String> order) {
    order.accept(id);
    return accepted(id);
  }

  /** The ids of all rollouts that the journal holds, oldest first. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.OPERATOR, Role.LEAD, Role.AGENT})
  @RunOnVirtualThread
  public List<String> ids() {
    return rollouts.ids();
  }

  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.OPERATOR, Role.LEAD, Role.AGENT})
  @RunOnVirtualThread
  public RolloutState state(@PathParam("id") String id) {
    return Report.state(logs.get(id).events());
  }

  /**
   * What happened and what happens, until the rollout has ended; goes on after {@code
   * Last-Event-ID}.
   */
  @GET
  @Path("/{id}/events")
  @Blocking
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Role.OPERATOR, Role.LEAD})
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String last,
      @Context Sse sse) {
    var events = logs.get(id).after(number(last)).map(event -> sent(sse, event));
    return Heartbeats.among(events, sse);
  }

  /** The guide's success criteria, each with what was seen, as plain text. */
  @GET
  @Path("/{id}/report")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed({Role.OPERATOR, Role.LEAD, Role.AGENT})
  @RunOnVirtualThread
  public String report(@PathParam("id") String id) {
    return new ReportText(rollouts.report(id)).text();
  }

  /** The same, with the guide's table and what was measured, for programs. */
  @GET
  @Path("/{id}/report")
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed({Role.OPERATOR, Role.LEAD, Role.AGENT})
  @RunOnVirtualThread
  public RolloutReport reportJson(@PathParam("id") String id) {
    return rollouts.report(id);
  }

  /** The same as one page that needs nothing else and can be saved. */
  @GET
  @Path("/{id}/report")
  @Produces(MediaType.TEXT_HTML)
  @RolesAllowed({Role.OPERATOR, Role.LEAD, Role.AGENT})
  @RunOnVirtualThread
  public String reportPage(@PathParam("id") String id) {
    return new ReportPage(rollouts.report(id)).html();
  }

  private RestResponse<RolloutState> accepted(String id) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.ACCEPTED, Report.state(logs.get(id).events()))
        .location(URI.create("/v1/rollouts/" + id))
        .build();
  }

  private static OutboundSseEvent sent(Sse sse, RolloutEvent event) {
    return sse.newEventBuilder()
        .id(String.valueOf(event.number()))
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(RolloutEvent.class, event)
        .build();
  }

  private static long number(@Nullable String last) {
    try {
      return Long.parseLong(Objects.requireNonNullElse(last, "0"));
    } catch (NumberFormatException e) {
      throw ProblemCode.BAD_INPUT.exception("Last-Event-ID is not a number: " + last);
    }
  }
}
