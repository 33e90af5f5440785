package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceTasksTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final String RUNNING = Recorded.task("t1", 1, "running", "running", "");

  private final RecordedEngine docker = Recorded.swarm();
  private final AtomicLong clock = new AtomicLong();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void waiting_ends_when_exactly_the_wanted_tasks_run() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(1)))
        .on("GET /tasks", Recorded.tasks(Recorded.task("t1", 1, "starting", "running", "")))
        .on(
            "GET /tasks",
            Recorded.tasks(RUNNING, Recorded.task("t0", 1, "running", "shutdown", "")))
        .on(
            "GET /tasks",
            Recorded.tasks(RUNNING, Recorded.task("t0", 1, "shutdown", "shutdown", "")));
    // When
    service().awaitRunning("ollama", 1, LIMIT);
    // Then
    assertThat(clock.get()).isGreaterThan(1);
  }

  @Test
  void a_task_made_from_an_older_spec_is_not_waited_for_as_done() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(1)))
        .on("GET /tasks", Recorded.tasks(RUNNING.replace("0.17.4", "0.1.17")));
    // Then
    assertThatThrownBy(() -> service().awaitRunning("ollama", 1, LIMIT))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void swarms_own_reason_is_the_evidence_when_replicas_do_not_run() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(2)))
        .on(
            "GET /tasks",
            Recorded.tasks(
                RUNNING,
                Recorded.task(
                    "t2", 2, "pending", "running", "no suitable node (insufficient memory)")));
    // Then
    assertThatThrownBy(() -> service().awaitRunning("ollama", 2, LIMIT))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ProblemCode.SERVICE_NOT_RUNNING.code());
              assertThat(e.problem().evidence())
                  .anyMatch(line -> line.contains("no suitable node (insufficient memory)"));
            });
  }

  @Test
  void another_number_that_somebody_ordered_is_not_waited_out() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(1)))
        .on("GET /tasks", Recorded.tasks(RUNNING));
    // Then
    assertThatThrownBy(() -> service().awaitRunning("ollama", 4, LIMIT))
        .hasMessageContaining("was to have 4 replicas, but somebody ordered 1 meanwhile");
    assertThat(clock.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void an_update_that_swarm_rolled_back_is_a_failure_at_once() {
    // Given
    var before = Recorded.replicas(1);
    ((ObjectNode) before.at("/TaskTemplate/ContainerSpec")).put("Image", "ollama/ollama:0.1.17");
    docker
        .on("GET /services/ollama", Recorded.rolledBackTo(before))
        .on("GET /tasks", Recorded.tasks(RUNNING));
    // Then
    assertThatThrownBy(() -> service().awaitRunning(Specs.OLLAMA, 1, LIMIT))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().cause()).contains("t9"));
    assertThat(clock.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void an_update_under_way_is_waited_for() {
    // Given
    var stored = Recorded.stored(Recorded.replicas(1));
    docker
        .on(
            "GET /services/ollama",
            "{\"UpdateStatus\":{\"State\":\"updating\"}," + stored.substring(1))
        .on("GET /services/ollama", stored)
        .on("GET /tasks", Recorded.tasks(RUNNING));
    // When
    service().awaitRunning("ollama", 1, LIMIT);
    // Then
    assertThat(clock.get()).isGreaterThan(1);
  }

  @Test
  void what_swarm_rolled_back_to_can_be_asked_for() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.rolledBackTo(Recorded.replicas(1)))
        .on("GET /tasks", Recorded.tasks(RUNNING));
    // When
    service().awaitRunning(Specs.OLLAMA, 1, LIMIT);
    // Then
    assertThat(clock.get()).isLessThanOrEqualTo(1);
  }

  @Test
  void a_replica_has_ended_when_swarm_says_so() {
    // Given
    docker
        .on("GET /tasks", Recorded.tasks(RUNNING))
        .on(
            "GET /tasks",
            Recorded.tasks(Recorded.task("t1", 1, "failed", "shutdown", "non-zero exit (137)")));
    // When
    service().awaitEnded("ollama", "c-t1", LIMIT);
    // Then
    assertThat(clock.get()).isGreaterThan(1);
  }

  private OllamaService service() {
    return new OllamaService(docker.engine(), new OverlayNetwork(docker.engine()), await());
  }

  /** Each look takes half a second of the test's time. */
  private Await await() {
    return new Await(() -> clock.getAndIncrement() * Duration.ofMillis(500).toNanos());
  }
}
