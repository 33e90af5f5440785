package com.wizardsofts.ollamaswarm.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every error as {@code application/problem+json}. */
public class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
  private static final String WHOLE_NUMBER = "it has to be a whole number";
  private static final String WITHOUT_QUOTES = ", without quotes";
  private static final MediaType TYPE = MediaType.valueOf(Problem.MEDIA_TYPE);

  @ServerExceptionMapper
  public RestResponse<Problem> known(ProblemException e) {
    return answer(e.problem());
  }

  @ServerExceptionMapper(value = {UnauthorizedException.class, ForbiddenException.class})
  public RestResponse<Problem> refused(SecurityException e) {
    return answer(
        ProblemCode.FORBIDDEN.problem(
            "The certificate's role does not allow this request: changes need lead or operator, a rollout operator."));
  }

  @ServerExceptionMapper
  public RestResponse<Problem> unreadable(WebApplicationException e, UriInfo request) {
    if (e.getCause() instanceof JsonProcessingException json) {
      return json(json);
    }
    if (e.getCause() instanceof NumberFormatException text) {
      return answer(ProblemCode.BAD_INPUT.problem(parameter(text, request) + WHOLE_NUMBER));
    }
    var status = e.getResponse().getStatus();
    var code = status == 404 ? ProblemCode.NOT_FOUND : ProblemCode.BAD_INPUT;
    return answer(code.problem(String.valueOf(e.getMessage())).withStatus(status));
  }

  /** The parameter with the text that is no number, which the exception has in quotes. */
  private static String parameter(NumberFormatException e, UriInfo request) {
    var message = String.valueOf(e.getMessage());
    return request.getQueryParameters().entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(it -> message.contains("\"" + it + "\"")))
        .map(each -> each.getKey() + ": ")
        .collect(Collectors.joining());
  }

  @ServerExceptionMapper
  public RestResponse<Problem> json(JsonProcessingException e) {
    return answer(
        switch (e) {
          case UnrecognizedPropertyException unknown ->
              ProblemCode.UNKNOWN_KEY.problem(
                  "%s is not one of %s"
                      .formatted(unknown.getPropertyName(), unknown.getKnownPropertyIds()));
          case MismatchedInputException mismatch ->
              ProblemCode.BAD_INPUT.problem(place(mismatch) + wanted(mismatch));
          default ->
              ProblemCode.BAD_INPUT.problem("The body cannot be read: " + e.getOriginalMessage());
        });
  }

  /** For values of another kind what there has to be, else what is wrong in the library's words. */
  private static String wanted(MismatchedInputException e) {
    var wanted = e.getTargetType();
    if (e instanceof InvalidFormatException && wanted == String.class) {
      return "it has to be text: put it in quotes";
    }
    if (wanted == int.class
        || wanted == Integer.class
        || wanted == long.class
        || wanted == Long.class) {
      return WHOLE_NUMBER + WITHOUT_QUOTES;
    }
    if (wanted == double.class || wanted == Double.class) {
      return "it has to be a number" + WITHOUT_QUOTES;
    }
    return wanted == boolean.class || wanted == Boolean.class
        ? "it has to be true or false" + WITHOUT_QUOTES
        : e.getOriginalMessage();
  }

  /** The field within the body, such as {@code labels.team: }. */
  private static String place(MismatchedInputException e) {
    var field =
        e.getPath().stream()
            .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return field.isEmpty() ? "" : field + ": ";
  }

  /** The mismatch has a mapper of its own in the JSON extension, which this one has to outrank. */
  @ServerExceptionMapper
  public RestResponse<Problem> mismatch(MismatchedInputException e) {
    return json(e);
  }

  @ServerExceptionMapper
  public RestResponse<Problem> unexpected(RuntimeException e) {
    var incident = UUID.randomUUID().toString();
    LOG.errorf(e, "incident %s", incident);
    return answer(ProblemCode.INTERNAL.problem("Incident %s: %s".formatted(incident, e)));
  }

  private static RestResponse<Problem> answer(Problem problem) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.fromStatusCode(problem.status()), problem)
        .type(TYPE)
        .build();
  }
}
