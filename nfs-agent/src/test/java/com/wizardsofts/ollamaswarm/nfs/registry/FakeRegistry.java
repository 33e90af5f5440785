package com.wizardsofts.ollamaswarm.nfs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * As much of a registry as models are fetched from, without TLS: unit tests have no other. A real
 * one is met by the tests on the lab.
 */
public final class FakeRegistry implements AutoCloseable {
  /** What it asks of those who come: nothing, or this name and password. */
  public enum Login {
    NONE,
    BASIC,
    BEARER
  }

  private static final String PASSWORD =
      "Basic " + Base64.getEncoder().encodeToString("me:se:cret".getBytes(UTF_8));

  private static final String HASH_OF_NOTHING =
      "ZTNiMGM0NDI5OGZjMWMxNDlhZmJmNGM4OTk2ZmI5MjQyN2FlNDFlNDY0OWI5MzRjYTQ5NTk5MWI3ODUyYjg1NQ==";

  /** Every blob that was fetched, by its file's name, in the order of the requests. */
  public final List<String> fetched = new CopyOnWriteArrayList<>();

  public final AtomicLong fetchedBytes = new AtomicLong();

  /** Queries of those who asked for a token. */
  public final List<String> tokens = new CopyOnWriteArrayList<>();

  public volatile Login login = Login.NONE;

  /** Whose signature is as good as the password. */
  public volatile @Nullable PublicKey key;

  /** Whether blobs lie with another server, which refuses to see a login. */
  public volatile boolean blobsElsewhere;

  /** Who answers for manifests in its place. */
  public volatile @Nullable FakeRegistry manifestsAt;

  /** Whose tokens it asks for in the place of its own. */
  public volatile @Nullable FakeRegistry tokensOf;

  /** Done before a manifest is sent. */
  public volatile Runnable beforeManifest = () -> {};

  /** The next answer with a blob ends after so many bytes. */
  public volatile int cutAfter = Integer.MAX_VALUE;

  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final HttpServer server;

  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v2/", this::answer);
    server.createContext("/elsewhere/", this::answerElsewhere);
    server.createContext("/token", this::answerToken);
    server.start();
  }

  /** As it stands in models' names. */
  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** As docker login writes it. */
  public String logins(String password) {
    var auth = Base64.getEncoder().encodeToString(("me:" + password).getBytes(UTF_8));
    return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host(), auth);
  }

  /** As an agent asks it whose login or key is set in {@code nfs-agent.pull.<setting>}. */
  Registry askedWith(HostFiles files, String setting, Path file) {
    var config =
        TestSettings.of(
            Map.of(
                "nfs-agent.pull." + setting,
                file.toString(),
                "nfs-agent.pull.insecure-registries",
                "http://" + host()));
    return new Registry(
        config, new InsecureRegistries(config), new Logins(files, config, Clock.systemUTC()));
  }

  /** It has the model with these layers, and the store has it no more. */
  public void has(ModelName model, TestStore store, String... contents) throws IOException {
    store.add(model.shown(), contents);
    var manifest = store.manifest(model);
    hasManifest(model, Files.readAllBytes(manifest));
    Files.delete(manifest);
    for (var content : contents) {
      var blob = store.blob(content);
      hasBlob(blob.getFileName().toString(), Files.readAllBytes(blob));
      Files.delete(blob);
    }
  }

  public void hasManifest(ModelName model, byte[] content) {
    contents.put(
        "/v2/%s/%s/manifests/%s".formatted(model.namespace(), model.model(), model.tag()), content);
  }

  /**
   * @param fileName {@code sha256-X}; every model here has all blobs
   */
  public void hasBlob(String fileName, byte[] content) {
    contents.put(fileName, content);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var other = manifestsAt;
      if (other != null && path.contains("/manifests/")) {
        redirect(exchange, "http://" + other.host() + path);
      } else if (!isLetIn(exchange)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge());
        exchange.sendResponseHeaders(401, -1);
      } else if (!path.contains("/blobs/")) {
        beforeManifest.run();
        send(exchange, contents.get(path));
      } else if (blobsElsewhere) {
        redirect(
            exchange,
            "http://localhost:%d/elsewhere%s".formatted(server.getAddress().getPort(), path));
      } else {
        sendBlob(exchange, path);
      }
    }
  }

  private static void redirect(HttpExchange exchange, String there) throws IOException {
    exchange.getResponseHeaders().add("Location", there);
    exchange.sendResponseHeaders(307, -1);
  }

  private boolean isLetIn(HttpExchange exchange) {
    var given = exchange.getRequestHeaders().getFirst("Authorization");
    return switch (login) {
      case NONE -> true;
      case BASIC -> PASSWORD.equals(given);
      case BEARER -> "Bearer a-token".equals(given);
    };
  }

  private String challenge() {
    var other = tokensOf;
    return login == Login.BASIC
        ? "Basic realm=\"models\""
        : "Bearer realm=\"http://%s/token\",service=\"models\",scope=\"repository:me:pull\""
            .formatted(other == null ? host() : other.host());
  }

  private void answerToken(HttpExchange exchange) throws IOException {
    try (exchange) {
      var given = exchange.getRequestHeaders().getFirst("Authorization");
      if (PASSWORD.equals(given) || isSigned(exchange.getRequestURI(), given)) {
        tokens.add(exchange.getRequestURI().getQuery());
        send(exchange, "{\"token\":\"a-token\"}".getBytes(UTF_8));
      } else {
        exchange.sendResponseHeaders(401, -1);
      }
    }
  }

  /** As ollama.com knows it: the public half, a colon, and a signature over the request. */
  private boolean isSigned(URI request, @Nullable String given) {
    var known = key;
    if (known == null || given == null) {
      return false;
    }
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initVerify(known);
      signature.update(
          "GET,http://%s%s,%s".formatted(host(), request, HASH_OF_NOTHING).getBytes(UTF_8));
      return signature.verify(Base64.getDecoder().decode(given.split(":")[1]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answerElsewhere(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestHeaders().containsKey("Authorization")) {
        exchange.sendResponseHeaders(400, -1);
      } else {
        sendBlob(exchange, exchange.getRequestURI().getPath());
      }
    }
  }

  private void sendBlob(HttpExchange exchange, String path) throws IOException {
    var name = path.substring(path.lastIndexOf('/') + 1).replace(':', '-');
    fetched.add(name);
    send(exchange, contents.get(name));
  }

  private void send(HttpExchange exchange, byte @Nullable [] content) throws IOException {
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    var range = exchange.getRequestHeaders().getFirst("Range");
    var from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    var rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
    var blob = exchange.getRequestURI().getPath().contains("/blobs/");
    var sent = blob ? Math.min(rest.length, cutAfter) : rest.length;
    exchange.getResponseBody().write(rest, 0, sent);
    exchange.getResponseBody().flush();
    if (blob) {
      fetchedBytes.addAndGet(sent);
      cutAfter = Integer.MAX_VALUE;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
