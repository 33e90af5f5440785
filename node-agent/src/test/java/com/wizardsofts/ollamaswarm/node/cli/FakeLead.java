package com.wizardsofts.ollamaswarm.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lead on loopback, with the lab's certificates, that gives the answers a test says. */
public final class FakeLead implements AutoCloseable {
  public final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final HttpsServer server;
  private volatile CountDownLatch frozen = new CountDownLatch(0);

  private final Set<String> silent = new HashSet<>();

  private final Map<String, Change> changes = new HashMap<>();

  private record Answer(int status, String type, String body) {}

  private record Change(String question, @Nullable String body) {}

  /** What a command printed, and how it ended. */
  record Ran(int exitCode, String out, String err) {}

  /** Listens on a free port. */
  public FakeLead() {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "84");
  }

  /** Is an agent there, with the lab's certificate of this name. */
  public FakeLead(InetSocketAddress there, String certificate) {
    var pki = new LabPki();
    pki.start();
    try {
      server = HttpsServer.create(there, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(
        new HttpsConfigurator(LabPki.caller(certificate)) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * The next answer to this request; the last one is given again and again. In it {@code LEAD} is
   * the address, and {@code NOW} the time of the request.
   */
  public FakeLead answers(String request, int status, String body) {
    return answers(
        request, status, status < 400 ? "application/json" : "application/problem+json", body);
  }

  /**
   * Answers {@code request} with this body, or with what it was sent, and from then on {@code
   * question} too.
   */
  public FakeLead changes(String request, String question, @Nullable String body) {
    changes.put(request, new Change(question, body));
    return this;
  }

  /** Events after which neither an end nor a heartbeat comes, as when the connection was cut. */
  public FakeLead fallsSilent(String request, String... events) {
    silent.add(events(events));
    return streams(request, events);
  }

  /** Answers nothing, whatever it is asked, until {@code released}. */
  public FakeLead freezes(CountDownLatch released) {
    frozen = released;
    return this;
  }

  /** Events as the lead sends them, each with its JSON. */
  public FakeLead streams(String request, String... events) {
    return answers(request, 200, "text/event-stream", events(events));
  }

  private static String events(String... events) {
    var body = new StringBuilder(":heartbeat\n\n");
    for (int i = 0; i < events.length; i++) {
      body.append("id:%d\ndata:%s\n\n".formatted(i + 1, events[i]));
    }
    return body.toString();
  }

  private FakeLead answers(String request, int status, String type, String body) {
    answers
        .computeIfAbsent(request, _ -> new ArrayDeque<>())
        .add(new Answer(status, type, body.replace("LEAD", address())));
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var silence = false;
    try {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      var last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
      requests.add((request + " " + body + (last == null ? "" : "after " + last)).strip());
      frozen.await();
      var answer = reply(exchange.getRequestMethod(), exchange.getRequestURI(), body);
      exchange.getResponseHeaders().add("Content-Type", answer.type());
      var bytes = answer.body().replace("NOW", Instant.now().toString()).getBytes(UTF_8);
      silence = silent.contains(answer.body());
      exchange.sendResponseHeaders(
          answer.status(), silence ? 0 : bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.getResponseBody().flush();
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      if (!silence) {
        exchange.close();
      }
    }
  }

  /** To the request as it is, else to one without its query. */
  private synchronized Answer reply(String method, URI uri, String body) {
    var request = method + " " + uri;
    var known =
        answers.containsKey(request) ? answers.get(request) : answers.get(without(method, uri));
    var change = changes.get(without(method, uri));
    if (change != null) {
      var told = new Answer(200, "application/json", Objects.requireNonNullElse(change.body, body));
      answers.put(change.question, new ArrayDeque<>(List.of(told)));
      return known == null ? told : known.element();
    }
    return known == null
        ? new Answer(500, "text/plain", "the test has no answer to " + request)
        : known.size() > 1 ? known.remove() : known.element();
  }

  private static String without(String method, URI uri) {
    return method + " " + uri.getRawPath();
  }

  /** Its {@code host:port}. */
  public String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  /** Runs the command against this lead. */
  Ran run(String... words) {
    return command(
        Stream.concat(Arrays.stream(words), Stream.of("--lead", address(), "--tls", "target/pki"))
            .toArray(String[]::new));
  }

  /**
   * Runs the command with just these words: in an integration test the executable, as a shell
   * would.
   */
  static Ran command(String... words) {
    var executable = System.getProperty("native.image.path");
    return executable == null ? here(words) : started(executable, words);
  }

  private static Ran here(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    var exitCode =
        OllamaSwarm.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words);
    return new Ran(exitCode, out.toString(), err.toString());
  }

  private static Ran started(String executable, String... words) {
    var line = new ArrayList<>(List.of(executable, OllamaSwarm.NAME));
    line.addAll(List.of(words));
    try {
      var err = Files.createTempFile("ollama-swarm", ".err");
      var process =
          new ProcessBuilder(line)
              .redirectInput(new File("/dev/null"))
              .redirectError(err.toFile())
              .start();
      var out = new String(process.getInputStream().readAllBytes(), UTF_8);
      var ran = new Ran(process.waitFor(), out, Files.readString(err));
      Files.delete(err);
      return ran;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  static String problem(int status, String code) {
    return Objects.requireNonNull(
        """
        {"type":"x","code":"%s","title":"A title","status":%d,"detail":"a detail","cause":"a cause","remedy":"a remedy"}
        """
            .formatted(code, status));
  }

  /** A rollout. */
  public static String state(String state, String more, String... steps) {
    return """
    {"id":"r-1","state":"%s","started":"2026-01-05T12:00:00Z","steps":[%s]%s}
    """
        .formatted(state, String.join(",", steps), more);
  }

  /** An event of it. */
  public static String event(String kind, String step, String text) {
    return """
    {"number":7,"at":"2026-01-05T12:00:00Z","rollout":"r-1","desired":"d","kind":"%s","step":"%s","text":"%s"}\
    """
        .formatted(kind, step, text);
  }
}
