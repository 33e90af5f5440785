package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script watches connections to the port of a socket that the test holds. A connection from
 * 127.0.0.2 is one from outside: only 127.0.0.1 is the container itself.
 */
class DrainScriptTest {
  private static final String OLLAMA =
      """
      echo began >>"$TMPDIR/ollama"
      trap 'echo ended >>"$TMPDIR/ollama"; exit 0' TERM
      while :; do sleep 0.1; done
      """;

  @TempDir Path folder;
  private ServerSocket port;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    port = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void end() throws IOException {
    port.close();
    for (var process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void a_running_answer_is_finished_before_ollama_is_told_to_end() throws Exception {
    // Given
    var run = replica("60");
    var process = started.getLast();
    try (var _ = request("127.0.0.2")) {
      // When
      process.destroy();
      // Then
      assertThat(process.waitFor(3, SECONDS)).isFalse();
      assertThat(ollamaSaid()).isEqualTo("began\n");
    }
    assertThat(process.waitFor(20, SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(ollamaSaid()).isEqualTo("began\nended\n");
    assertThat(run.said()).contains("0 requests running");
  }

  @Test
  void an_answer_beyond_the_limit_is_given_up_and_told() throws Exception {
    // Given
    var run = replica("1");
    var process = started.getLast();
    try (var _ = request("127.0.0.2")) {
      // When
      process.destroy();
      // Then
      assertThat(process.waitFor(20, SECONDS)).isTrue();
    }
    assertThat(run.said()).contains("1 requests running");
  }

  @Test
  void a_connection_from_inside_the_container_holds_nothing_up() throws Exception {
    // Given
    var run = replica("60");
    var process = started.getLast();
    try (var _ = request("127.0.0.1")) {
      // When
      process.destroy();
      // Then
      assertThat(process.waitFor(20, SECONDS)).isTrue();
    }
    assertThat(run.said()).contains("0 requests running");
  }

  @Test
  void when_ollama_ends_by_itself_the_container_ends_with_its_code() throws Exception {
    // Given
    var run =
        new ScriptRun(folder, Script.DRAIN)
            .withReal("sleep", "date", "rm")
            .with("ollama", "exit 3");
    // When
    var process = start(run, Map.of("SWARM_PORT", "11434"));
    // Then
    assertThat(process.waitFor(20, SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
  }

  @Test
  void a_warm_mark_of_an_earlier_life_is_taken_away() throws Exception {
    // Given
    var mark = Files.createFile(folder.resolve("ollama-swarm-warm"));
    // When
    replica("60");
    // Then
    assertThat(mark).doesNotExist();
  }

  private ScriptRun replica(String limit) throws IOException {
    var run =
        new ScriptRun(folder, Script.DRAIN).withReal("sleep", "date", "rm").with("ollama", OLLAMA);
    start(
        run,
        Map.of(
            "SWARM_PORT",
            String.valueOf(port.getLocalPort()),
            "SWARM_DRAIN_SECONDS",
            limit,
            "SWARM_DRAIN_MARGIN",
            "0"));
    await().until(() -> Files.exists(folder.resolve("ollama")));
    return run;
  }

  private Process start(ScriptRun run, Map<String, String> environment) throws IOException {
    var process = run.start(environment);
    started.add(process);
    return process;
  }

  private Socket request(String from) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(port.getLocalSocketAddress());
    return socket;
  }

  private String ollamaSaid() throws IOException {
    return Files.readString(folder.resolve("ollama"));
  }
}
