package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTableTest {
  private final RecordedEngine docker =
      new RecordedEngine().on("GET /nodes", "[" + Recorded.node("n1", 1, "ready") + "]");

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_task_tells_its_node_its_image_and_how_often_its_slot_failed_before() {
    // Given
    docker.on(
        "GET /tasks",
        Recorded.tasks(
            Recorded.task("t1", 1, "failed", "shutdown", "task: non-zero exit (137)"),
            Recorded.task("t2", 1, "shutdown", "shutdown", ""),
            Recorded.task("t3", 2, "failed", "shutdown", "task: non-zero exit (1)"),
            Recorded.task("t4", 1, "running", "running", "").replace("10:00:00", "11:00:00")));
    // When
    var newest = new TaskTable(docker.engine()).of("ollama").getFirst();
    // Then
    assertThat(newest.id()).isEqualTo("t4");
    assertThat(newest.node()).isEqualTo("n1-host");
    assertThat(newest.image()).isEqualTo("ollama/ollama:0.17.4");
    assertThat(newest.restarts()).isEqualTo(1);
    assertThat(newest.reason()).isNull();
  }

  /** One node has the label and is drained, the other has none: neither reason alone is true. */
  @Test
  void each_node_is_counted_for_its_own_reason() {
    // Given
    var error =
        "no suitable node (1 node not available for new tasks; scheduling constraints not satisfied"
            + " on 2 nodes)";
    docker.on("GET /tasks", Recorded.tasks(Recorded.task("t1", 1, "pending", "running", error)));
    // Then
    assertThat(new TaskTable(docker.engine()).of("ollama").getFirst().reason())
        .startsWith(
            "No node can take the replica: 1 down, paused or drained; 2 without the label of this"
                + " store");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no suitable node (insufficient resources on 2 nodes)|replica: 2 with less memory",
        "no suitable node (scheduling constraints not satisfied on 1 node)|replica: 1 without the"
            + " label",
        "no suitable node (2 nodes not available for new tasks)|replica: 2 down, paused or"
            + " drained.",
        "no suitable node (host-mode port already in use on 1 node)|replica: 1 where a port",
        "no suitable node (unsupported platform on 3 nodes)|replica: 3 of a platform",
        "no suitable node (max replicas per node limit exceed)|replica: max replicas per node limit"
            + " exceed.",
        "no suitable node (no nodes in the cluster)|replica: no nodes in the cluster.",
        "no suitable node|no suitable node",
        "assigned node no longer meets constraints|lost the label of this store",
        "invalid mount config for type \"bind\": bind source path does not exist: /x|not mounted",
        "No such image: ollama/ollama:9|does not have the image",
        "task: non-zero exit (137): dockerexec: unhealthy container|health check",
        "task: non-zero exit (137)|killed",
        "Bind for 0.0.0.0:80 failed: port is already allocated|port that the replica publishes is"
            + " taken",
        "task: non-zero exit (1)|ended by itself",
        "something of which nobody has heard|something of which nobody has heard"
      })
  void swarms_reason_is_told_in_plain_words(String error, String words) {
    // Given
    var quoted = error.replace("\"", "\\\"");
    docker.on("GET /tasks", Recorded.tasks(Recorded.task("t1", 1, "rejected", "shutdown", quoted)));
    // When
    var task = new TaskTable(docker.engine()).of("ollama").getFirst();
    // Then
    assertThat(task.reason()).contains(words);
    assertThat(task.error()).isEqualTo(error);
  }
}
