package com.wizardsofts.ollamaswarm.node.swarm.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientContainerTest {
  private static final String LIST = "GET /containers/json?all=true&filters=";

  private final RecordedEngine docker = new RecordedEngine();
  private final AtomicLong seconds = new AtomicLong();
  private final ClientContainer container =
      new ClientContainer(docker.engine(), new Await(() -> seconds.addAndGet(30_000_000_000L)));

  @BeforeEach
  void an_engine_with_a_container_that_a_killed_agent_left() {
    docker
        .on(LIST, "[{\"Id\":\"left\"}]")
        .on(LIST, "[{\"Id\":\"mine\"}]")
        .on("POST /containers/create", "{\"Id\":\"mine\"}")
        .on("POST /containers/mine/start", 204, "")
        .on("DELETE /containers/", 204, "");
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void what_was_left_goes_before_and_its_own_afterwards() {
    // Given
    ends(0, "mistral:7b  274 kB");
    // When
    ask();
    // Then
    assertThat(docker.changes())
        .extracting(RecordedEngine.Call::request)
        .containsExactly(
            "DELETE /containers/left?force=true",
            "POST /containers/create",
            "POST /containers/mine/start",
            "DELETE /containers/mine?force=true");
    assertThat(docker.changes().get(1).body())
        .contains("\"ollama-swarm.duty\":\"client\"", "OLLAMA_MODEL=mistral:7b");
  }

  @Test
  void a_client_that_does_not_find_the_model_is_a_problem_with_its_words() {
    ends(1, "model not found");
    assertMissing("exit code 1", "model not found");
  }

  @Test
  void a_client_that_finds_others_only_is_a_problem_too() {
    ends(0, "llama3:8b");
    assertMissing("exit code 0", "llama3:8b");
  }

  @Test
  void a_client_that_does_not_end_is_given_up_and_removed() {
    // Given
    state("{\"Status\":\"running\"}");
    says("connecting");
    // Then
    assertMissing("did not end within 120 s", "connecting");
  }

  private void ends(int exitCode, String words) {
    state("{\"Status\":\"running\"}");
    state("{\"Status\":\"exited\",\"ExitCode\":%d}".formatted(exitCode));
    says(words);
  }

  private void state(String state) {
    docker.on("GET /containers/mine/json", "{\"State\":%s}".formatted(state));
  }

  /** One frame of a log as Docker sends it: the stream, and the length in four bytes. */
  private void says(String words) {
    var bytes = words.getBytes(StandardCharsets.UTF_8);
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, (byte) bytes.length});
    frame.writeBytes(bytes);
    docker.on("GET /containers/mine/logs", 200, frame.toByteArray());
  }

  private void ask() {
    container.ask("ollama/ollama", "ollama-network", "http://10.0.0.84:11434", "mistral:7b");
  }

  private void assertMissing(String cause, String words) {
    assertThatThrownBy(this::ask)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("answer.missing");
              assertThat(e.problem().cause()).contains(cause);
              assertThat(e.problem().evidence()).contains(words);
            });
    assertThat(docker.changes().getLast().request())
        .isEqualTo("DELETE /containers/mine?force=true");
  }
}
