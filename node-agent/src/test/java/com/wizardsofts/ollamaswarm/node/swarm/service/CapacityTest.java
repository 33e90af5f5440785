package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CapacityTest {
  private static final long GIB = 1L << 30;

  private final RecordedEngine docker =
      new RecordedEngine()
          .on("GET /services/ollama", Recorded.stored(Specs.json()))
          .on(
              "GET /tasks",
              Recorded.tasks(
                  task("n1", "service-id", "running", 16),
                  task("n1", "other", "running", 10),
                  task("n1", "other", "shutdown", 50),
                  task("n2", "other", "running", 1)));

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void what_others_reserve_is_not_there_for_replicas_and_what_ended_is() {
    // Given
    nodes(Recorded.node("n1", 64 * GIB, "ready"), Recorded.node("n2", 16 * GIB, "ready"));
    // When
    var capacity = capacity().of("ollama", 16 * GIB);
    // Then
    assertThat(capacity.fits()).isEqualTo(3);
    var first = capacity.nodes().getFirst();
    assertThat(first.replicas()).isEqualTo(1);
    assertThat(first.fits()).isEqualTo(3);
    assertThat(first.leftBytes()).isEqualTo(6 * GIB);
    assertThat(capacity.nodes().getLast().leftBytes()).isEqualTo(15 * GIB);
  }

  @Test
  void a_node_that_is_down_or_without_the_label_holds_none() {
    // Given
    nodes(
        Recorded.node("n1", 64 * GIB, "down"),
        Recorded.node("n2", 64 * GIB, "ready").replace("ollama.store", "rack"));
    // When
    var capacity = capacity().of("ollama", GIB);
    // Then
    assertThat(capacity.fits()).isZero();
    assertThat(capacity.nodes().getFirst().unusable()).isEqualTo("the node is down");
    assertThat(capacity.nodes().getLast().unusable()).contains("no label ollama.store");
  }

  @Test
  void as_many_as_fit_are_allowed_and_one_more_is_refused_with_the_arithmetic() {
    // Given
    nodes(Recorded.node("n1", 64 * GIB, "ready"));
    // Then
    assertThatCode(() -> capacity().require("ollama", 3, 16 * GIB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> capacity().require("ollama", 4, 16 * GIB))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().detail())
                  .isEqualTo("4 replicas of ollama need 64.00 GiB of 16.00 GiB each; 3 fit");
              assertThat(e.problem().evidence())
                  .containsExactly(
                      "n1-host: 64.00 GiB - 10.00 GiB reserved by others = 54.00 GiB free:"
                          + " 3 replicas, 6.00 GiB left");
            });
  }

  @Test
  void more_bytes_than_a_long_holds_are_told_as_they_are() {
    // Given
    nodes(Recorded.node("n1", 64 * GIB, "ready"));
    // Then
    assertThatThrownBy(() -> capacity().require("ollama", 2, Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().detail())
                    .startsWith("2 replicas of ollama need 17179869184.00 GiB"));
  }

  private void nodes(String... nodes) {
    docker.on("GET /nodes", Recorded.tasks(nodes));
  }

  private Capacity capacity() {
    return new Capacity(docker.engine());
  }

  private static String task(String node, String service, String state, long gib) {
    return """
    {"ID":"t","NodeID":"%s","ServiceID":"%s","DesiredState":"running",
     "Spec":{"Resources":{"Reservations":{"MemoryBytes":%d}}},
     "Status":{"State":"%s","Timestamp":"2026-11-23T10:00:00Z"}}
    """
        .formatted(node, service, gib * GIB, state);
  }
}
