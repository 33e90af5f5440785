package com.wizardsofts.ollamaswarm.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An Engine that answers what the test recorded for it: unit tests run without Docker, and can have
 * answers (a rejected task, an update out of sequence) that a real one gives once in a while. Real
 * bytes still go over a real connection; the real Engine is met by the tests on the lab.
 */
public class RecordedEngine implements AutoCloseable {
  private static final Pattern VERSIONED = Pattern.compile("/v([0-9.]+)(/.*)");

  private final Map<String, Deque<Answer>> answers = new LinkedHashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final HttpServer server;
  private int oldest;
  private int newest;
  private boolean away;

  /** Docker 26, which the lab has. */
  public RecordedEngine() {
    this("26.1.5", "1.24", "1.45");
  }

  /**
   * Listens on loopback and, as a real one does, refuses API versions that it does not speak.
   *
   * @param version of the Engine
   * @param oldestApi the {@code MinAPIVersion} that it tells
   * @param newestApi the {@code ApiVersion} that it tells
   */
  public RecordedEngine(String version, String oldestApi, String newestApi) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    become(version, oldestApi, newestApi);
    server.start();
  }

  /** Is another Engine from now on; parameters as when it is made. */
  public final synchronized void become(String version, String oldestApi, String newestApi) {
    oldest = DockerEngine.minor(oldestApi);
    newest = DockerEngine.minor(newestApi);
    answers.remove("GET /version");
    on(
        "GET /version",
        "{\"Version\":\"%s\",\"ApiVersion\":\"%s\",\"MinAPIVersion\":\"%s\"}"
            .formatted(version, newestApi, oldestApi));
  }

  /** Whether it hangs up on whoever asks. */
  public synchronized void away(boolean isAway) {
    away = isAway;
  }

  /** What was asked: method and path without the API's version, that version, and the body. */
  public record Call(String request, String apiVersion, String body) {}

  private record Answer(int status, byte[] body) {}

  /** A client of this Engine. */
  public DockerEngine engine() {
    return new DockerEngine(URI.create("tcp://127.0.0.1:" + server.getAddress().getPort()));
  }

  /**
   * Requests that begin with {@code request} ({@code GET /services/ollama}) are answered so; the
   * longest match wins. Several answers to one request are given in turn, the last one again and
   * again.
   */
  public RecordedEngine on(String request, int status, byte[] body) {
    answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  public RecordedEngine on(String request, int status, String json) {
    return on(request, status, json.getBytes(StandardCharsets.UTF_8));
  }

  public RecordedEngine on(String request, String json) {
    return on(request, 200, json);
  }

  /** Every request so far. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Every request so far that is no {@code GET}. */
  public synchronized List<Call> changes() {
    return calls.stream().filter(call -> !call.request().startsWith("GET")).toList();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    var uri = VERSIONED.matcher(exchange.getRequestURI().toString());
    var isVersioned = uri.matches();
    var path = isVersioned ? uri.group(2) : exchange.getRequestURI().toString();
    var request = exchange.getRequestMethod() + " " + path;
    if (away) {
      exchange.close();
      return;
    }
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(new Call(request, isVersioned ? uri.group(1) : "", body));
    var answer = isVersioned && !speaks(uri.group(1)) ? refused(uri.group(1)) : next(request);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  private boolean speaks(String apiVersion) {
    var asked = DockerEngine.minor(apiVersion);
    return asked >= oldest && asked <= newest;
  }

  private static Answer refused(String apiVersion) {
    var message = "{\"message\":\"client version %s is not spoken here\"}".formatted(apiVersion);
    return new Answer(400, message.getBytes(StandardCharsets.UTF_8));
  }

  private Answer next(String request) {
    var recorded =
        answers.keySet().stream()
            .filter(request::startsWith)
            .max(java.util.Comparator.comparingInt(String::length))
            .map(answers::get)
            .orElseGet(ArrayDeque::new);
    if (recorded.isEmpty()) {
      var message = "{\"message\":\"not recorded: %s\"}".formatted(request);
      return new Answer(404, message.getBytes(StandardCharsets.UTF_8));
    }
    return recorded.size() > 1 ? recorded.removeFirst() : recorded.getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
