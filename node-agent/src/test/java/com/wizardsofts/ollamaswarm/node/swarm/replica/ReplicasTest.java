package com.wizardsofts.ollamaswarm.node.swarm.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicasTest {
  private static final String RUNNING =
      """
      {"State":{"Running":true},"Config":{"Labels":{"com.docker.swarm.service.id":"service-id"}}}
      """;
  private static final String GRACE =
      "{\"Spec\":{\"TaskTemplate\":{\"ContainerSpec\":{\"StopGracePeriod\":3000000000}}}}";

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
    var seen = new Replicas(docker.engine(), new Await()).requestsSeen("ollama", "probe=abc");
    // Then
    assertThat(seen).containsOnlyKeys("t1", "t2").containsEntry("t1", 2).containsEntry("t2", 0);
  }

  @Test
  void a_stopped_replica_is_told_to_end_and_waited_for() {
    // Given
    docker
        .on("GET /services/service-id", GRACE)
        .on("GET /containers/c1/json", RUNNING)
        .on("GET /containers/c1/json", RUNNING)
        .on("GET /containers/c1/json", "{\"State\":{\"Running\":false}}")
        .on("POST /containers/c1/kill", 204, "");
    // When
    new Replicas(docker.engine(), new Await()).stop("c1");
    // Then
    assertThat(docker.changes())
        .singleElement()
        .satisfies(call -> assertThat(call.request()).contains("signal=SIGTERM"));
  }

  @Test
  void a_replica_that_does_not_end_within_its_grace_is_killed() {
    // Given
    docker
        .on("GET /services/service-id", GRACE.replace("3000000000", "1"))
        .on("GET /containers/c1/json", RUNNING)
        .on("POST /containers/c1/kill", 204, "");
    // When
    new Replicas(docker.engine(), new Await()).stop("c1");
    // Then
    assertThat(docker.changes().getLast().request()).contains("signal=SIGKILL");
  }

  @Test
  void a_container_that_is_no_replica_is_not_stopped() {
    // Given
    docker.on(
        "GET /containers/c1/json", "{\"State\":{\"Running\":true},\"Config\":{\"Labels\":{}}}");
    // Then
    assertThatThrownBy(() -> new Replicas(docker.engine(), new Await()).stop("c1"))
        .isInstanceOf(ProblemException.class);
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
