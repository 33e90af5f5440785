package com.wizardsofts.ollamaswarm.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response.Status;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a body that is too large in the form of every other problem. */
@ApplicationScoped
public class BodyLimit {
  /** After authentication, before Quarkus' own limit, which refuses without a word. */
  private static final int PRIORITY = 50;

  private final long limit;
  private final ObjectMapper json;
  private final BodyHandler counted;

  public BodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit,
      ObjectMapper json) {
    this.limit = limit.asLongValue();
    this.json = json;
    this.counted = BodyHandler.create(false).setBodyLimit(this.limit);
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  /** Routes go by rising order, filters by falling priority: this one comes next. */
  void register(@Observes Router router) {
    router.route().order(1 - PRIORITY).failureHandler(this::refuseCounted);
  }

  /**
   * Only HTTP/1.1 sends chunks; what HTTP/2 sends without a length Quarkus itself refuses, without
   * a word. Its requests must not be read here: Quarkus stops at one that was.
   */
  private void check(RoutingContext exchange) {
    var length = exchange.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null && exchange.request().getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      counted.handle(exchange);
    } else if (length == null || Long.parseLong(length) <= limit) {
      exchange.next();
    } else {
      refuse(exchange, length + " bytes");
      // Thrown away as it comes: a caller whose connection is cut off would not read the answer.
      exchange.request().resume();
    }
  }

  /** Sent in pieces, so that nobody knew how large it would become. */
  private void refuseCounted(RoutingContext exchange) {
    if (exchange.statusCode() == Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode()) {
      refuse(exchange, "It goes on after %d bytes".formatted(limit));
    } else {
      exchange.next();
    }
  }

  private void refuse(RoutingContext exchange, String how) {
    var problem = ProblemCode.BODY_TOO_LARGE.problem("%s; the most is %d".formatted(how, limit));
    exchange
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(text(problem));
  }

  private String text(Problem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
