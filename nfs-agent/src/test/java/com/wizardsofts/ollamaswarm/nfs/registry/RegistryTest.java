package com.wizardsofts.ollamaswarm.nfs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryTest {
  private static final String MANIFEST =
      """
      {"config":{"digest":"sha256:%1$s","size":3},"layers":[{"digest":"sha256:%1$s","size":3}]}
      """
          .formatted("a".repeat(64));

  /** With this, a client that wants TLS begins (RFC 8446, 5.1); HTTP begins with a letter. */
  private static final int TLS_HANDSHAKE = 22;

  private final List<URI> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 200;

  /** It is a registry without TLS, and a proxy for others of that kind. */
  @BeforeEach
  void a_server() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI());
          var bytes = MANIFEST.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Location", "http://elsewhere/no url");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String here() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void an_insecure_registry_is_asked_without_tls() {
    // When
    var manifest =
        registry(Map.of("nfs-agent.pull.insecure-registries", "http://" + here()))
            .manifest(ModelName.parse(here() + "/me/mine:1b"));

    // Then
    assertThat(manifest.bytes()).isEqualTo(3);
    assertThat(asked).containsExactly(URI.create("/v2/me/mine/manifests/1b"));
  }

  @Test
  void a_redirect_to_what_is_no_url_is_named() {
    // Given
    status = 302;
    var registry = registry(Map.of("nfs-agent.pull.insecure-registries", "http://" + here()));

    // Then
    assertThatThrownBy(() -> registry.manifest(ModelName.parse(here() + "/me/mine:1b")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().cause()).contains("no url"));
  }

  @Test
  void a_registry_that_wants_a_login_is_named_with_what_can_be_done() {
    // Given
    status = 401;

    // Then
    var registry = registry(Map.of("nfs-agent.pull.insecure-registries", "http://" + here()));
    assertThatThrownBy(() -> registry.manifest(ModelName.parse(here() + "/me/mine:1b")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().remedy()).contains("nfs-agent.pull.key-file"));
  }

  @Test
  void every_other_registry_has_to_speak_tls() throws Exception {
    // Given one that hangs up after the first byte
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var first = new CompletableFuture<Integer>();
      Thread.startVirtualThread(
          () -> {
            try (var connection = plain.accept()) {
              first.complete(connection.getInputStream().read());
            } catch (IOException e) {
              first.completeExceptionally(e);
            }
          });
      var there = "127.0.0.1:" + plain.getLocalPort();
      // Then
      assertThatThrownBy(() -> registry(Map.of()).manifest(ModelName.parse(there + "/me/mine:1b")))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("model.pull-failed"));
      assertThat(first).isCompletedWithValue(TLS_HANDSHAKE);
    }
  }

  @Test
  void the_proxy_is_asked_for_what_lies_behind_it() {
    // When
    registry(
            Map.of(
                "nfs-agent.pull.insecure-registries", "http://registry.example:5000",
                "nfs-agent.pull.proxy", "http://" + here(),
                "nfs-agent.pull.no-proxy", "other.example"))
        .manifest(ModelName.parse("registry.example:5000/me/mine:1b"));

    // Then
    assertThat(asked)
        .containsExactly(URI.create("http://registry.example:5000/v2/me/mine/manifests/1b"));
  }

  @Test
  void a_host_without_proxy_is_asked_itself() {
    // When
    registry(
            Map.of(
                "nfs-agent.pull.insecure-registries", "http://" + here(),
                "nfs-agent.pull.proxy", "http://127.0.0.1:1",
                "nfs-agent.pull.no-proxy", "other.example,127.0.0.1"))
        .manifest(ModelName.parse(here() + "/me/mine:1b"));

    // Then
    assertThat(asked).containsExactly(URI.create("/v2/me/mine/manifests/1b"));
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example, registry.example, true",
    "registry.example, example, true",
    "registry.example, .example, true",
    "registry.example, registry.example:443, true",
    "registry.example, registry.example:444, false",
    "registryexample, example, false",
    "example, .example, false",
    "10.1.2.3, 10.1.0.0/16, true",
    "10.2.2.3, 10.1.0.0/16, false",
    "10.1.2.3, 10.1.2.3/32, true",
    "10.1.2.4, 10.1.2.3/32, false",
    "10.1.2.4, 10.1.2.3/33, false",
    "10.1.2.3, 0.0.0.0/0, true",
    "fd00::1, fd00::/64, true",
    "fd00::1, 0.0.0.0/0, false",
    "registry.example, 10.1.0.0/16, false",
    "10.1.2.3, example/16, false",
    "10.1.2.3, 10.1.0.0/x, false",
    "registry.example, *, true"
  })
  void hosts_are_left_out_of_the_proxy_as_programs_know_it(
      String host, String entry, boolean passes) {
    assertThat(new ProxyRoute(URI.create("http://proxy:3128"), List.of(entry)).passes(host, 443))
        .isEqualTo(passes);
  }

  private static Registry registry(Map<String, String> lines) {
    var config = TestSettings.of(lines);
    return new Registry(
        config,
        new InsecureRegistries(config),
        new Logins(new HostFiles(), config, Clock.systemUTC()));
  }
}
