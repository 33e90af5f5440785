package com.wizardsofts.ollamaswarm.node.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The API of a Traefik with the static file that it was last started with and some routers. Traefik
 * is a container's program; the real one is met on the lab.
 */
public final class FakeTraefik implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();
  private final HttpServer http;
  private IntConsumer onLook = _ -> {};
  private int looks;
  private int silentFor;
  private Supplier<String> dynamicFile = () -> "ollama-retry:";
  private String version = "3.7.15";
  private JsonNode file = JSON.createObjectNode();
  private final TreeSet<String> routers = new TreeSet<>();
  private Supplier<List<String>> replicas = List::of;

  /** Listens on loopback, without a file yet. */
  public FakeTraefik() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  /** Where its API answers. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** Is another one from now on. */
  public void version(String other) {
    version = other;
  }

  /** Routes the service to the replicas at these addresses. */
  public void routesTo(Supplier<List<String>> addresses) {
    replicas = addresses;
  }

  /** Told each time its routers are asked for, how often that was. */
  void onLook(IntConsumer told) {
    looks = 0;
    onLook = told;
  }

  /** Answers so many requests with 503, as while it starts. */
  void silentFor(int requests) {
    silentFor = requests;
  }

  /** Has the middlewares of this text, which it reads each time that it is asked for one. */
  void takesUp(Supplier<String> text) {
    dynamicFile = text;
  }

  /** Is started anew with this static file. */
  public void load(String text) {
    try {
      file = YAML.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Its enabled routers. */
  public TreeSet<String> routers() {
    return routers;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var bytes = JSON.writeValueAsBytes(answer(path));
      exchange.sendResponseHeaders(status(path), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int status(String path) {
    if (silentFor > 0) {
      silentFor--;
      return 503;
    }
    return isThere(path) ? 200 : 404;
  }

  private boolean isThere(String path) {
    var file = Pattern.compile("/api/http/middlewares/(.*)@file").matcher(path);
    return !file.matches() || dynamicFile.get().contains(file.group(1) + ":");
  }

  private JsonNode answer(String path) {
    return switch (path) {
      case "/api/version" -> JSON.createObjectNode().put("Version", version);
      case "/api/entrypoints" -> entryPoints();
      case "/api/overview" -> providers();
      case "/api/http/routers" -> routersAsJson();
      case "/api/http/services/ollama@swarm", "/api/http/services/ollama@docker" -> service();
      default -> JSON.createArrayNode();
    };
  }

  private JsonNode service() {
    var service = JSON.createObjectNode();
    var servers = service.putObject("loadBalancer").putArray("servers");
    var status = service.putObject("serverStatus");
    for (var address : replicas.get()) {
      var url = "http://%s:11434".formatted(address);
      servers.addObject().put("url", url);
      status.put(url, "UP");
    }
    return service;
  }

  private JsonNode entryPoints() {
    var all = JSON.createArrayNode();
    for (var entry : file.path("entryPoints").properties()) {
      var door = all.addObject().put("name", entry.getKey());
      door.put("address", entry.getValue().path("address").asText());
      var time = entry.getValue().at("/transport/respondingTimeouts/readTimeout").asText("1m0s");
      if (!time.equals("0")) {
        door.putObject("transport").putObject("respondingTimeouts").put("readTimeout", time);
      }
    }
    return all;
  }

  private JsonNode providers() {
    var overview = JSON.createObjectNode();
    var providers = overview.putArray("providers");
    file.path("providers").fieldNames().forEachRemaining(providers::add);
    return overview;
  }

  private JsonNode routersAsJson() {
    onLook.accept(++looks);
    var all = JSON.createArrayNode();
    for (var name : routers) {
      var router = all.addObject().put("name", name).put("status", "enabled");
      router.putArray("entryPoints").add("web");
      if (name.startsWith("ollama@")) {
        router.put("service", "ollama@file");
        router.putArray("middlewares").add("ollama-retry@file");
      }
    }
    return all;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
