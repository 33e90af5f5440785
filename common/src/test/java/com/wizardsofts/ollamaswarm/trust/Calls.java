package com.wizardsofts.ollamaswarm.trust;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The requests that tests made of an agent and that did what they asked for: a refusal shows of an
 * executable neither that the endpoint was come to nor that what it calls is there.
 */
public final class Calls implements Filter {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");
  private static final Set<String> ANSWERED = new ConcurrentSkipListSet<>();

  Calls() {}

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification answer,
      FilterContext context) {
    var response = context.next(request, answer);
    if (response.statusCode() < 300) {
      ANSWERED.add(request.getMethod() + " " + URI.create(request.getURI()).getRawPath());
    }
    return response;
  }

  /**
   * Those of this virtual machine's tests so far that have no call, each as {@code GET /v1/x/{id}}.
   *
   * @param paths of an OpenAPI document: by path and method
   */
  public static List<String> missing(Map<String, Map<String, ?>> paths) {
    return paths.entrySet().stream()
        .flatMap(
            path ->
                path.getValue().keySet().stream()
                    .filter(METHODS::contains)
                    .map(method -> method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
        .filter(endpoint -> ANSWERED.stream().noneMatch(call -> isOf(endpoint, call)))
        .sorted()
        .toList();
  }

  private static boolean isOf(String endpoint, String call) {
    return call.matches(endpoint.replaceAll("\\{[^}]+}", "[^/]+"));
  }
}
