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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no suitable node (insufficient resources on 2 nodes)|No node has as much memory",
        "no suitable node (scheduling constraints not satisfied on 1 node)|No node carries the label",
        "invalid mount config for type \"bind\": bind source path does not exist: /x|not mounted",
        "No such image: ollama/ollama:9|does not have the image",
        "task: non-zero exit (137): dockerexec: unhealthy container|health check",
        "task: non-zero exit (137)|killed",
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
