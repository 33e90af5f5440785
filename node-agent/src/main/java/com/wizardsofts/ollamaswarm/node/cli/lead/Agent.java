package com.wizardsofts.ollamaswarm.node.cli.lead;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.wizardsofts.ollamaswarm.api.AgentJson;
import com.wizardsofts.ollamaswarm.operation.Heartbeats;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the operator asks it. Every method throws the problem that the agent answers, or
 * {@code agent.unreachable}.
 */
public final class Agent {
  private static final ObjectMapper JSON = AgentJson.MAPPER;

  /** Longer than any program or Docker request that an agent runs for one call. */
  private static final Duration ANSWER = Duration.ofMinutes(5);

  /** Three heartbeats: one may be late, and one lost with a connection that was mended. */
  private static final Duration SILENCE = Heartbeats.APART.multipliedBy(3);

  private final HttpClient http;
  private final String address;
  private final Duration silence;

  /** The agent at {@code host:port}. */
  public Agent(String address, SSLContext tls) {
    this(address, tls, SILENCE);
  }

  /** An event stream that is silent for longer than {@code silence} is a lost connection. */
  Agent(String address, SSLContext tls, Duration silence) {
    this(
        address,
        silence,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .connectTimeout(Duration.ofSeconds(5))
            .build());
  }

  private Agent(String address, Duration silence, HttpClient http) {
    this.address = address;
    this.silence = silence;
    this.http = http;
  }

  /** Another agent, asked with the same certificate. */
  public Agent at(String otherAddress) {
    return new Agent(otherAddress, silence, http);
  }

  public JsonNode get(String path) {
    return json(send(request(path).GET(), BodyHandlers.ofString()));
  }

  /** {@code body} is what Jackson makes JSON of; absent for a request without one. */
  public JsonNode post(String path, @Nullable Object body) {
    return json(send(request(path).POST(publisher(body)), BodyHandlers.ofString()));
  }

  public void delete(String path) {
    var _ = json(send(request(path).DELETE(), BodyHandlers.ofString()));
  }

  /**
   * The data of each server-sent event after that number, until the agent ends the stream. One that
   * neither ends nor beats for long is {@code agent.unreachable}.
   */
  public void events(String path, long after, Consumer<JsonNode> each) {
    var request =
        HttpRequest.newBuilder(URI.create("https://" + address + path))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", String.valueOf(after))
            .timeout(silence);
    var answer = send(request.GET(), BodyHandlers.ofLines());
    try (var lines = new Lines(answer.body(), silence)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        if (line.get().startsWith("data:")) {
          each.accept(parse(line.get().substring("data:".length())));
        }
      }
    } catch (IOException e) {
      throw unreachable(e).exception();
    }
  }

  /** What the JSON means. */
  public static <T> T as(Class<T> type, JsonNode json) {
    try {
      return JSON.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + address + path))
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
        .timeout(ANSWER);
  }

  private static BodyPublisher publisher(@Nullable Object body) {
    try {
      return body == null
          ? BodyPublishers.noBody()
          : BodyPublishers.ofString(JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return refused(http.send(request.build(), body));
    } catch (SSLException e) {
      throw unreachable(e)
          .withRemedy(
              "Check that both certificates are of the same CA and not expired, and that the"
                  + " agent's names the address that is asked.")
          .exception();
    } catch (IOException e) {
      throw unreachable(e).exception();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e).exception();
    }
  }

  private <T> HttpResponse<T> refused(HttpResponse<T> answer) {
    if (answer.statusCode() < 400) {
      return answer;
    }
    var type = answer.headers().firstValue("Content-Type").orElse("");
    var text = text(answer.body());
    if (type.startsWith(Problem.MEDIA_TYPE) && !text.isEmpty()) {
      throw as(Problem.class, parse(text)).from(address).exception();
    }
    // From 502 on it is something in between that answers, or an agent that is only beginning to.
    var code = answer.statusCode() < 502 ? ProblemCode.INTERNAL : ProblemCode.AGENT_UNREACHABLE;
    throw code.exception("the agent at %s answered %d".formatted(address, answer.statusCode()));
  }

  private static String text(Object body) {
    return body instanceof Stream<?> lines
        ? lines.map(String::valueOf).collect(Collectors.joining("\n"))
        : String.valueOf(body);
  }

  private Problem unreachable(Exception e) {
    return ProblemCode.AGENT_UNREACHABLE
        .problem("the agent at " + address + " does not answer")
        .causedBy(e.toString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return answer.body().isEmpty() ? MissingNode.getInstance() : parse(answer.body());
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  private static ProblemException unreadable(JsonProcessingException e) {
    return ProblemCode.AGENT_VERSION
        .problem("an answer cannot be read: " + e.getOriginalMessage())
        .withRemedy("Use the ollama-swarm of the agent's own version.")
        .exception();
  }
}
