package com.wizardsofts.ollamaswarm.node.swarm.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Script;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicasTest {
  private static final String OURS =
      "{\"Config\":{\"Healthcheck\":{\"Test\":[\"CMD\",\"sh\",\"%s\"]}}}"
          .formatted(Script.HEALTH.target());

  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void the_requests_of_each_replica_are_counted_in_its_own_log() {
    // Given
    docker
        .on(
            "GET /containers/json",
            """
            [{"Id":"c1","Labels":{"com.docker.swarm.task.id":"t1"}},
             {"Id":"c2","Labels":{"com.docker.swarm.task.id":"t2"}}]
            """)
        .on(
            "GET /containers/c1/logs",
            200,
            log(
                "[GIN] | 200 | GET \"/api/version?probe=abc\"",
                "[GIN] | 200 | GET \"/api/version?probe=other\"",
                "[GIN] | 200 | GET \"/api/version?probe=abc\""))
        .on("GET /containers/c2/logs", 200, log("[GIN] | 200 | GET \"/api/tags\""));
    // When
    var seen = new Replicas(docker.engine()).requestsSeen("ollama", "probe=abc");
    // Then
    assertThat(seen).containsOnlyKeys("t1", "t2").containsEntry("t1", 2).containsEntry("t2", 0);
  }

  @ParameterizedTest
  @CsvSource({"false, SIGTERM", "true, SIGKILL"})
  void a_replica_is_told_to_end(boolean atOnce, String signal) {
    // Given
    docker.on("GET /containers/c1/json", OURS).on("POST /containers/c1/kill", 204, "");
    // When
    new Replicas(docker.engine()).end("c1", atOnce);
    // Then
    assertThat(docker.changes())
        .singleElement()
        .satisfies(call -> assertThat(call.request()).contains("signal=" + signal));
  }

  @Test
  void a_container_that_is_no_replica_of_ollama_is_left() {
    // Given
    docker.on("GET /containers/c1/json", OURS.replace("ollama", "other"));
    // Then
    assertThatThrownBy(() -> new Replicas(docker.engine()).end("c1", true))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("c1 is no replica of Ollama");
    assertThat(docker.changes()).isEmpty();
  }

  /** The Engine's log stream: for each line a header of stream and length, then the line. */
  private static byte[] log(String... lines) {
    var stream = new ByteArrayOutputStream();
    for (var line : lines) {
      var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      stream.writeBytes(
          ByteBuffer.allocate(8).put((byte) 1).position(4).putInt(bytes.length).array());
      stream.writeBytes(bytes);
    }
    return stream.toByteArray();
  }
}
