package com.wizardsofts.ollamaswarm.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a body that is too large in the form of every other problem. */
@ApplicationScoped
public class BodyLimit {
  /** After authentication, before Quarkus' own limit, which refuses without a word. */
  private static final int PRIORITY = 50;

  private final MemorySize limit;
  private final ObjectMapper json;

  public BodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
      ObjectMapper json) {
    this.limit = limit;
    this.json = json;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext exchange) {
    var length = exchange.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || Long.parseLong(length) <= limit.asLongValue()) {
      exchange.next();
      return;
    }
    var problem =
        ProblemCode.BODY_TOO_LARGE.problem(
            "%s bytes; the most is %d".formatted(length, limit.asLongValue()));
    exchange
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(text(problem));
    // Thrown away as it comes: a caller whose connection is cut off would not read the answer.
    exchange.request().resume();
  }

  private String text(Problem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
