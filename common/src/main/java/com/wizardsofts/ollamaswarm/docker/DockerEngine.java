package com.wizardsofts.ollamaswarm.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The local Docker Engine, at the lower of its API version and the newest that docker-java knows.
 *
 * <p>{@link #client} is for asking and for orders without a body of ours. What is read, changed and
 * sent back whole (specs of services and nodes) goes through {@link #getWhole} and {@link
 * #postWhole} as JSON trees: docker-java's classes would drop every field that they do not model,
 * and the Engine itself every field that is newer than the API version of the request.
 */
public class DockerEngine {
  private static final String OLDEST = "1.43";
  private static final String NEWEST = "1.44";
  private static final String TOO_NEW =
      "Install newer agents, or let the Engine speak API %s: DOCKER_MIN_API_VERSION=%s in dockerd's environment."
          .formatted(NEWEST, NEWEST);
  private static final String SILENT =
      "It runs, but hangs: read journalctl -u docker, then systemctl restart docker and run the"
          + " rollout again.";

  /** What a manager says while its Swarm chooses a leader, or has too few managers for that. */
  private static final String NO_LEADER = "swarm does not have a leader";

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CountedRequests http;
  private final URI socket;
  private volatile @Nullable DockerClient client;
  private volatile @Nullable Versions versions;

  /**
   * @param common the newest that both speak
   * @param newest the Engine's newest
   */
  private record Versions(String common, String newest) {}

  /** Connects lazily: an Engine that is away is a problem of the request that needs it. */
  public DockerEngine(URI socket) {
    this(socket, requests -> new TimedRequests(requests, LONGEST_SILENCE));
  }

  /**
   * @param timed gives requests up that are not answered in time
   */
  DockerEngine(URI socket, Function<DockerHttpClient, TimedRequests> timed) {
    this.socket = socket;
    var requests =
        new ApacheDockerHttpClient.Builder()
            .dockerHost(socket)
            .connectionTimeout(Duration.ofSeconds(5))
            // Holds on a TCP socket only.
            .responseTimeout(LONGEST_SILENCE)
            .maxConnections(32)
            .build();
    this.http = new CountedRequests(timed.apply(requests));
  }

  /** Whether this is the problem of an Engine that accepts and says nothing. */
  public static boolean hangs(ProblemException problem) {
    return problem.problem().is(ProblemCode.DOCKER_UNREACHABLE)
        && TimedRequests.ended(problem.getCause());
  }

  /** Requests that change something, sent since the agent's start. */
  public long changes() {
    return http.changes();
  }

  /** The typed client. */
  public DockerClient client() {
    var known = client;
    if (known == null) {
      var version = RemoteApiVersion.parseConfig(versions().common());
      var config = new EngineConfig(socket, version, logins());
      known = DockerClientImpl.getInstance(config, http);
      client = known;
    }
    return known;
  }

  /** Of the user that the agent runs as, not of the one who built it. */
  private static Path logins() {
    return Path.of(System.getProperty("user.home", "/root"), ".docker");
  }

  /**
   * Asks through the typed client.
   *
   * @param asked the question in words, for the problem that docker-java's exception becomes
   * @throws ProblemException {@code not-found}, {@code docker.refused}, {@code swarm.no-leader},
   *     {@code docker.unreachable}
   */
  public <T extends @Nullable Object> T ask(String asked, Function<DockerClient, T> question) {
    try {
      return question.apply(client());
    } catch (ProblemException e) {
      throw e;
    } catch (DockerException e) {
      forgetWhenRefused(e.getHttpStatus());
      throw refused(asked, e.getHttpStatus(), String.valueOf(e.getMessage()));
    } catch (DockerClientException e) {
      throw refused(asked, 200, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      forget();
      throw away(asked, e);
    }
  }

  /**
   * What the question finds; nothing when the Engine knows no such thing ({@code not-found}), as
   * one that has gone since it was listed.
   */
  public static <T> Optional<T> unlessGone(Supplier<T> question) {
    try {
      return Optional.of(question.get());
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The answer to {@code GET /vX.YY/path} as a JSON tree. */
  public JsonNode get(String path) {
    return json(DockerHttpClient.Request.Method.GET, versioned(path), null);
  }

  /** The answer to {@code POST /vX.YY/path} with a JSON body. */
  public JsonNode post(String path, JsonNode body) {
    return json(DockerHttpClient.Request.Method.POST, versioned(path), body);
  }

  /** What the Engine answers to {@code POST /vX.YY/path} until it closes, as UTF-8. */
  public String postForText(String path, JsonNode body) {
    var bytes = bytes(DockerHttpClient.Request.Method.POST, versioned(path), body);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The answer to {@code GET /vX.YY/path} as it comes. It has to be closed; an interrupt ends a
   * read of it.
   */
  public DockerHttpClient.Response open(String path) {
    return answer(DockerHttpClient.Request.Method.GET, versioned(path), null);
  }

  /** As {@link #get}, with every field that the Engine has: at its own newest API version. */
  public JsonNode getWhole(String path) {
    return json(DockerHttpClient.Request.Method.GET, newest(path), null);
  }

  /** As {@link #post}, for what {@link #getWhole} has read. */
  public JsonNode postWhole(String path, JsonNode body) {
    return json(DockerHttpClient.Request.Method.POST, newest(path), body);
  }

  /** Whether the Engine and this agent both speak this API version or a newer one. */
  public boolean speaks(String version) {
    return minor(versions().common()) >= minor(version);
  }

  /** The answer to {@code POST /vX.YY/path} without a body. */
  public JsonNode post(String path) {
    return json(DockerHttpClient.Request.Method.POST, versioned(path), null);
  }

  /** The answer to {@code DELETE /vX.YY/path}. */
  public JsonNode delete(String path) {
    return json(DockerHttpClient.Request.Method.DELETE, versioned(path), null);
  }

  private String versioned(String path) {
    return "/v" + versions().common() + path;
  }

  private String newest(String path) {
    return "/v" + versions().newest() + path;
  }

  /** Without a lock: several may ask at once, and nobody waits for another's question. */
  private Versions versions() {
    var known = versions;
    if (known == null) {
      var theirs = json(DockerHttpClient.Request.Method.GET, "/version", null);
      known = new Versions(choose(theirs), theirs.path("ApiVersion").asText());
      versions = known;
    }
    return known;
  }

  /** An Engine that was away may come back as another: its versions are asked again. */
  private void forget() {
    versions = null;
    client = null;
  }

  /** 400 is what an Engine says to an API version that it does not speak, among other things. */
  private void forgetWhenRefused(int status) {
    if (status == 400) {
      forget();
    }
  }

  /** The lower of ours and theirs; refuses an Engine with which there is no common version. */
  static String choose(JsonNode engine) {
    var newestOfEngine = engine.path("ApiVersion").asText();
    var oldestOfEngine = engine.path("MinAPIVersion").asText("1.12");
    var chosen = minor(newestOfEngine) < minor(NEWEST) ? newestOfEngine : NEWEST;
    var spoken =
        "Docker Engine %s speaks API %s to %s, this agent %s to %s"
            .formatted(
                engine.path("Version").asText(), oldestOfEngine, newestOfEngine, OLDEST, NEWEST);
    if (minor(chosen) < minor(OLDEST)) {
      throw ProblemCode.DOCKER_UNSUPPORTED.exception(spoken);
    }
    if (minor(chosen) < minor(oldestOfEngine)) {
      throw ProblemCode.DOCKER_UNSUPPORTED.problem(spoken).withRemedy(TOO_NEW).exception();
    }
    return chosen;
  }

  static int minor(String apiVersion) {
    return Integer.parseInt(apiVersion.substring(apiVersion.indexOf('.') + 1));
  }

  private JsonNode json(
      DockerHttpClient.Request.Method method, String path, @Nullable JsonNode body) {
    var bytes = bytes(method, path, body);
    try {
      return bytes.length == 0 ? JSON.nullNode() : JSON.readTree(bytes);
    } catch (IOException e) {
      throw away(method + " " + path, e);
    }
  }

  private byte[] bytes(
      DockerHttpClient.Request.Method method, String path, @Nullable JsonNode body) {
    try (var response = answer(method, path, body)) {
      return response.getBody().readAllBytes();
    } catch (IOException | RuntimeException e) {
      throw failed(method + " " + path, e);
    }
  }

  private DockerHttpClient.Response answer(
      DockerHttpClient.Request.Method method, String path, @Nullable JsonNode body) {
    var asked = method + " " + path;
    var request = DockerHttpClient.Request.builder().method(method).path(path);
    try {
      if (body != null) {
        request.putHeader("Content-Type", "application/json");
        request.body(new ByteArrayInputStream(JSON.writeValueAsBytes(body)));
      }
      var response = http.execute(request.build());
      if (response.getStatusCode() >= 400) {
        try (response) {
          forgetWhenRefused(response.getStatusCode());
          var text = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
          throw refused(asked, response.getStatusCode(), text);
        }
      }
      return response;
    } catch (IOException | RuntimeException e) {
      throw failed(asked, e);
    }
  }

  private ProblemException failed(String asked, Exception e) {
    if (e instanceof ProblemException known) {
      return known;
    }
    forget();
    return away(asked, e);
  }

  private ProblemException refused(String asked, int status, String answer) {
    return code(status, answer)
        .problem("Docker answered %d to %s".formatted(status, asked))
        .causedBy(answer.strip())
        .withEvidence(List.of(socket.toString()))
        .exception();
  }

  private static ProblemCode code(int status, String answer) {
    if (answer.contains(NO_LEADER)) {
      return ProblemCode.SWARM_NO_LEADER;
    }
    return status == 404 ? ProblemCode.NOT_FOUND : ProblemCode.DOCKER_REFUSED;
  }

  private ProblemException away(String asked, Exception e) {
    var problem =
        ProblemCode.DOCKER_UNREACHABLE
            .problem("%s at %s".formatted(asked, socket))
            .causedBy(words(e));
    return new ProblemException(TimedRequests.ended(e) ? problem.withRemedy(SILENT) : problem, e);
  }

  /** Exceptions that only wrap another say its name and words. */
  private static String words(Throwable e) {
    var cause = e.getCause();
    return cause != null && cause.toString().equals(e.getMessage())
        ? words(cause)
        : Objects.requireNonNullElse(e.getMessage(), e.toString());
  }
}
