package com.wizardsofts.ollamaswarm.nfs.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * As much of a Docker Engine as a pull asks for, over TCP: unit tests have no Engine. The real one
 * is met by the tests on the lab.
 */
public final class FakeDocker implements AutoCloseable {
  /** Every request: method, path without version, body. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  final List<String> containers = new CopyOnWriteArrayList<>();
  final List<String> networks = new CopyOnWriteArrayList<>();

  /** Whether it need not be pulled. */
  public volatile boolean imageThere = true;

  /** Whether the container goes on after its start. */
  public volatile boolean containerRuns = true;

  /** A request that it answers with an error. */
  volatile String refused = "";

  /** A frame of the log: the stream's number, the length, a line. */
  private static final String LAST_WORDS = "\2\0\0\0\0\0\0\rout of memory";

  private final String ollamaAddress;
  private final HttpServer server;

  public FakeDocker(String ollamaAddress) throws IOException {
    this.ollamaAddress = ollamaAddress;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath().replaceFirst("^/v1\\.\\d+", "");
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var request = exchange.getRequestMethod() + " " + path;
    requests.add(request + " " + body);
    var answer = answer(request);
    var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private record Answer(int status, String body) {}

  private Answer answer(String request) {
    if (request.equals(refused)) {
      return new Answer(500, "{\"message\":\"refused\"}");
    }
    return switch (request) {
      case "GET /version" -> new Answer(200, "{\"ApiVersion\":\"1.44\"}");
      case "POST /networks/create" -> made(networks, "n1");
      case "POST /containers/create" -> made(containers, "c1");
      case "POST /containers/c1/start" -> new Answer(204, "");
      case "GET /containers/c1/json" -> new Answer(200, container());
      case "GET /containers/json" -> new Answer(200, list(containers));
      case "GET /networks" -> new Answer(200, list(networks));
      case "GET /info" -> new Answer(200, "{\"ServerVersion\":\"26.1.5\"}");
      case "POST /images/create" -> pulled();
      case "GET /containers/c1/logs" -> new Answer(200, LAST_WORDS);
      case "DELETE /containers/c1" -> gone(containers, "c1");
      case "DELETE /networks/n1" -> gone(networks, "n1");
      default ->
          request.startsWith("GET /images/") && imageThere
              ? new Answer(200, "{\"Id\":\"sha256:1\"}")
              : new Answer(404, "{\"message\":\"no such thing: " + request + "\"}");
    };
  }

  /** As the Engine tells of a pull, a line for each event. */
  private Answer pulled() {
    imageThere = true;
    return new Answer(
        200,
        """
        {"status":"Pulling from ollama/ollama","id":"latest"}
        {"status":"Downloading","progressDetail":{"current":512,"total":1024},"id":"5a1d"}
        {"status":"Status: Downloaded newer image for ollama/ollama:latest"}
        """);
  }

  private static Answer made(List<String> things, String id) {
    things.add(id);
    return new Answer(201, "{\"Id\":\"%s\"}".formatted(id));
  }

  private static Answer gone(List<String> things, String id) {
    return things.remove(id) ? new Answer(204, "") : new Answer(404, "{\"message\":\"gone\"}");
  }

  private static String list(List<String> ids) {
    return ids.stream().map("{\"Id\":\"%s\"}"::formatted).toList().toString();
  }

  private String container() {
    return """
    {"State": {"Running": %s, "ExitCode": 1}, "NetworkSettings": {"Networks": {"x": {"IPAddress": "%s"}}}}
    """
        .formatted(containerRuns, ollamaAddress);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
