package com.wizardsofts.ollamaswarm.nfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry whose answers come byte by byte and never end. */
@Timeout(60)
class EndlessAnswerTest {
  private static final Path LOGINS = Path.of("/etc/ollama-swarm/logins.json");

  @TempDir Path root;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean wantsToken;
  private volatile String realm = "";
  private HttpServer server;
  private Registry registry;
  private ModelName model;

  @BeforeEach
  void a_registry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v2/", exchange -> answer(exchange, wantsToken));
    server.createContext("/token", exchange -> answer(exchange, false));
    server.start();
    realm = "http://127.0.0.1:%d/token".formatted(server.getAddress().getPort());
    var host = "127.0.0.1:" + server.getAddress().getPort();
    model = ModelName.parse(host + "/me/mine:1b");
    var files = new HostFiles(root);
    var auth = Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
    files.write(LOGINS, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host, auth));
    var config =
        TestSettings.of(
            Map.of(
                "nfs-agent.pull.login-file",
                LOGINS.toString(),
                "nfs-agent.pull.insecure-registries",
                "http://" + host));
    registry =
        new Registry(
            config,
            new InsecureRegistries(config),
            new Logins(files, config, Clock.systemUTC()),
            Duration.ofMillis(200));
  }

  private void answer(HttpExchange exchange, boolean challenged) throws IOException {
    try (exchange) {
      if (challenged) {
        exchange
            .getResponseHeaders()
            .add("WWW-Authenticate", "Bearer realm=\"%s\"".formatted(realm));
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      exchange.sendResponseHeaders(200, Long.MAX_VALUE);
      do {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      } while (!stop.await(10, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    stop.countDown();
    server.stop(0);
  }

  @Test
  void a_manifest_that_does_not_end_is_given_up() {
    assertThatThrownBy(() -> registry.manifest(model)).isInstanceOf(ProblemException.class);
  }

  @Test
  void a_token_that_does_not_end_is_given_up() {
    // Given
    wantsToken = true;

    // Then
    assertThatThrownBy(() -> registry.manifest(model)).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/token"})
  void a_realm_that_names_no_host_gets_no_login(String nowhere) {
    // Given
    wantsToken = true;
    realm = nowhere;

    // Then
    assertThatThrownBy(() -> registry.manifest(model))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().cause()).contains("without TLS"));
  }

  @Test
  void the_rest_of_a_blob_is_not_awaited_when_its_reader_fails() {
    // Given
    var blob = new Manifest.Blob("a".repeat(64), Long.MAX_VALUE);

    // Then
    assertThatThrownBy(
            () ->
                registry.blob(
                    model,
                    blob,
                    0,
                    (_, _) -> {
                      throw new IllegalStateException("no room");
                    }))
        .hasMessage("no room");
  }
}
