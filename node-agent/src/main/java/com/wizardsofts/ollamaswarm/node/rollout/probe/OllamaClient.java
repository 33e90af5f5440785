package com.wizardsofts.ollamaswarm.node.rollout.probe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client of Ollama's API at one address; a failed request is an answer, not an exception. */
public final class OllamaClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;
  private final Duration limit;

  /** {@code limit} is the longest wait for one answer. */
  public OllamaClient(String base, Duration limit) {
    this.base = base;
    this.limit = limit;
  }

  /** {@code http://host:port}. */
  public String base() {
    return base;
  }

  public Answer get(String path) {
    return send(request(path).GET().build());
  }

  public Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
  }

  private Answer send(HttpRequest request) {
    var started = System.nanoTime();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), since(started));
    } catch (IOException e) {
      return new Answer(0, e.toString(), since(started));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, "interrupted", since(started));
    }
  }

  private static long since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  @Override
  public void close() {
    http.close();
  }
}
