package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script asks a stand-in for Ollama: the test decides how long a model takes to load. */
class HealthScriptTest {
  private static final Path WGET = Path.of("/usr/bin/wget");

  @TempDir Path folder;
  private HttpServer ollama;
  private final List<String> generated = new CopyOnWriteArrayList<>();
  private final CountDownLatch loaded = new CountDownLatch(1);
  private volatile boolean alive = true;

  @BeforeEach
  void serve() throws IOException {
    ollama = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ollama.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    ollama.createContext("/api/version", this::version);
    ollama.createContext("/api/generate", this::generate);
    ollama.start();
  }

  @AfterEach
  void stop() {
    loaded.countDown();
    await().until(() -> Files.notExists(folder.resolve("ollama-swarm-warming")));
    ollama.stop(0);
  }

  @Test
  void with_bash_a_replica_is_healthy_once_its_model_has_answered() throws Exception {
    becomesHealthyOnceWarm(container().withReal("bash"));
    assertThat(generated).singleElement().asString().contains("\"model\":\"mistral:7b\"");
  }

  @Test
  void with_wget_a_replica_is_healthy_once_its_model_has_answered() throws Exception {
    assumeThat(WGET).isExecutable();
    becomesHealthyOnceWarm(container().withReal("wget"));
    assertThat(generated).singleElement().asString().contains("\"num_predict\":1");
  }

  @Test
  void with_neither_ollamas_own_command_loads_the_model() throws Exception {
    // Given
    var run = container().with("ollama", "[ \"$1\" = ps ] || echo \"$*\" >>\"$TMPDIR/asked\"\n");
    // When
    assertThat(check(run)).isEqualTo(1);
    // Then
    await().until(() -> check(run) == 0);
    assertThat(Files.readString(folder.resolve("asked"))).isEqualTo("run mistral:7b \n");
  }

  @Test
  void the_load_goes_on_beyond_the_check_and_is_asked_for_once() throws Exception {
    // Given
    var run = container().withReal("bash");
    // When
    assertThat(check(run)).isEqualTo(1);
    await().until(() -> !generated.isEmpty());
    assertThat(check(run)).isEqualTo(1);
    assertThat(check(run)).isEqualTo(1);
    // Then
    assertThat(generated).hasSize(1);
    assertThat(run.said()).contains("mistral:7b has not answered yet");
  }

  @Test
  void one_that_becomes_warm_while_it_is_looked_at_is_not_asked_again() throws Exception {
    // Given a check before that ends between this one's look and its turn
    var run =
        container()
            .withReal("bash")
            .with("mkdir", ": >\"$TMPDIR/ollama-swarm-warm\"; exec /bin/mkdir \"$@\"\n");
    // Then
    assertThat(check(run)).isZero();
    assertThat(generated).isEmpty();
  }

  @Test
  void a_warm_replica_is_not_asked_to_generate_again() throws Exception {
    // Given
    var run = container().withReal("bash");
    becomesHealthyOnceWarm(run);
    // When
    assertThat(check(run)).isZero();
    // Then
    assertThat(generated).hasSize(1);
  }

  @Test
  void a_warm_replica_that_no_longer_answers_is_unhealthy() throws Exception {
    // Given
    var run = container().withReal("bash");
    becomesHealthyOnceWarm(run);
    // When
    alive = false;
    // Then
    assertThat(check(run)).isNotZero();
  }

  private void becomesHealthyOnceWarm(ScriptRun run) throws Exception {
    assertThat(check(run)).isEqualTo(1);
    loaded.countDown();
    await().until(() -> check(run) == 0);
  }

  private ScriptRun container() throws IOException {
    return new ScriptRun(folder, Script.HEALTH).withReal("cat", "mkdir", "rmdir");
  }

  private int check(ScriptRun run) throws Exception {
    var check =
        run.start(
            Map.of(
                "SWARM_PORT",
                String.valueOf(ollama.getAddress().getPort()),
                "SWARM_WARM_MODEL",
                "mistral:7b"));
    assertThat(check.waitFor(10, SECONDS)).isTrue();
    return check.exitValue();
  }

  private void version(HttpExchange exchange) throws IOException {
    if (alive) {
      answer(exchange, "{\"version\":\"0.17.4\"}");
    } else {
      exchange.close();
    }
  }

  private void generate(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    generated.add(body);
    try {
      loaded.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answer(exchange, "{\"model\":\"mistral:7b\",\"response\":\"x\",\"done\":true}");
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
