package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow.EntryPoint;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Traefik's API as its {@code api.insecure} serves it. */
public final class TraefikApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final HttpClient http;
  private final URI address;

  private TraefikApi(HttpClient http, URI address) {
    this.http = http;
    this.address = address;
  }

  /** The first of the addresses where a Traefik answers. */
  public static Optional<TraefikApi> find(List<URI> addresses) {
    var http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    return addresses.stream()
        .map(address -> new TraefikApi(http, address))
        .filter(TraefikApi::answers)
        .findFirst();
  }

  private boolean answers() {
    try {
      return get("/api/version").has("Version");
    } catch (ProblemException _) {
      return false;
    }
  }

  /** Everything about it that the gateway needs to know. */
  public TraefikNow now() {
    var entryPoints =
        stream(get("/api/entrypoints"))
            .map(
                e ->
                    new EntryPoint(
                        e.path("name").asText(),
                        e.path("address").asText(),
                        e.at("/transport/respondingTimeouts/readTimeout").asText()))
            .toList();
    var providers = new TreeSet<String>();
    get("/api/overview").path("providers").forEach(p -> providers.add(p.asText()));
    var routers = Stream.of("http", "tcp", "udp").flatMap(this::routers).toList();
    return new TraefikNow(version().text(), entryPoints, providers, routers);
  }

  TraefikVersion version() {
    return new TraefikVersion(get("/api/version").path("Version").asText());
  }

  /** The servers of a Swarm service; none when Traefik does not have it. */
  public List<Backend> backends(String name) {
    var service = version().provider().qualified(name);
    var answer = ask("/api/http/services/" + service);
    if (answer.statusCode() == 404) {
      return List.of();
    }
    var found = body(answer);
    return stream(found.path("loadBalancer").path("servers"))
        .map(server -> server.path("url").asText())
        .map(url -> new Backend(url, found.path("serverStatus").path(url).asText()))
        .toList();
  }

  /** Whether it has a middleware of this name, such as {@code ollama-retry@file}. */
  public boolean hasMiddleware(String name) {
    return ask("/api/http/middlewares/" + name).statusCode() == 200;
  }

  private Stream<Router> routers(String protocol) {
    return pages("/api/%s/routers".formatted(protocol)).stream()
        .map(
            router ->
                new Router(
                    protocol,
                    router.path("name").asText(),
                    router.path("service").asText(),
                    router.path("status").asText().equals("enabled"),
                    texts(router.path("entryPoints")),
                    texts(router.path("middlewares"))));
  }

  /** The API gives lists in pages; the last one names page 1 as the next. */
  private List<JsonNode> pages(String path) {
    var all = new ArrayList<JsonNode>();
    var page = 1;
    do {
      var answer = ask("%s?page=%d&per_page=200".formatted(path, page));
      body(answer).forEach(all::add);
      page = (int) answer.headers().firstValueAsLong("X-Next-Page").orElse(1);
    } while (page > 1);
    return all;
  }

  private JsonNode get(String path) {
    return body(ask(path));
  }

  private JsonNode body(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw away(answer.uri() + " answered " + answer.statusCode());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw away(answer.uri() + ": " + e.getMessage());
    }
  }

  private HttpResponse<String> ask(String path) {
    var request = HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER_LIMIT).build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw away(request.uri() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away(request.uri() + ": interrupted");
    }
  }

  private static ProblemException away(String cause) {
    return ProblemCode.GATEWAY_SILENT
        .problem("Traefik's API does not say what is asked")
        .causedBy(cause)
        .exception();
  }

  private static List<String> texts(JsonNode list) {
    return stream(list).map(JsonNode::asText).toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
