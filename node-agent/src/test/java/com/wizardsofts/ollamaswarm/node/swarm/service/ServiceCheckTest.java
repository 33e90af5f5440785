package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceCheckTest {
  private final RecordedEngine docker =
      Recorded.swarm()
          .on("GET /info", "{\"Swarm\":{\"ControlAvailable\":true}}")
          .on("GET /services", "[" + Recorded.stored(Recorded.replicas(2)) + "]")
          .on("GET /services/ollama", Recorded.stored(Recorded.replicas(2)))
          .on("GET /nodes", "[" + Recorded.node("n1", 1, "ready") + "]");
  private String now = "2026-11-23T10:01:00Z";

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_service_whose_replicas_all_run_has_no_finding_whatever_failed_before() {
    tasks(running(1), running(2), Recorded.task("t3", 2, "failed", "shutdown", "exit (1)"));
    assertThat(found()).isEmpty();
  }

  @Test
  void replicas_that_just_start_are_no_finding() {
    tasks(running(1), Recorded.task("t2", 2, "starting", "running", ""));
    assertThat(found()).isEmpty();
  }

  @Test
  void replicas_that_start_for_long_are_stuck() {
    now = "2026-11-23T10:11:00Z";
    tasks(running(1), Recorded.task("t2", 2, "starting", "running", ""));
    assertThat(found()).extracting(Finding::code).containsExactly("service.stuck");
  }

  @Test
  void a_replica_that_no_node_suits_is_told_with_the_reason() {
    tasks(
        running(1),
        Recorded.task(
            "t2", 2, "pending", "running", "no suitable node (insufficient resources on 1 node)"));
    var finding = found().getFirst();
    assertThat(finding.code()).isEqualTo("service.tasks-pending");
    assertThat(finding.cause())
        .contains("1 of 2 replicas run", "No node can take the replica: 1 with less memory");
    assertThat(finding.evidence().getFirst()).contains("insufficient resources on 1 node");
  }

  @Test
  void a_replica_that_is_rejected_is_told_with_the_reason() {
    tasks(
        running(1),
        Recorded.task(
            "t2", 2, "rejected", "shutdown", "bind source path does not exist: /opt/models"));
    assertThat(found().getFirst().code()).isEqualTo("service.tasks-failing");
    assertThat(found().getFirst().cause()).contains("the store is not mounted there");
    assertThat(found().getFirst().about()).containsExactly("n1-host");
  }

  @Test
  void a_restart_is_no_finding_whatever_failed_before_the_replica_that_it_replaces() {
    tasks(
        running(1),
        Recorded.task("t3", 2, "starting", "running", ""),
        Recorded.task("t2", 2, "shutdown", "shutdown", ""),
        Recorded.task("t1", 2, "failed", "shutdown", "task: non-zero exit (137)"));
    assertThat(found()).isEmpty();
  }

  @Test
  void a_replica_that_is_tried_again_is_told_with_why_the_last_one_failed() {
    tasks(
        running(1),
        Recorded.task("t3", 2, "starting", "running", ""),
        Recorded.task("t2", 2, "failed", "shutdown", "task: non-zero exit (1)"));
    assertThat(found()).extracting(Finding::code).containsExactly("service.tasks-failing");
  }

  @Test
  void an_update_that_swarm_took_back_is_a_finding() {
    docker.on("GET /services/ollama", Recorded.rolledBackTo(Recorded.replicas(2)));
    tasks(running(1), running(2));
    // The first answer is the healthy one.
    assertThat(found()).isEmpty();
    assertThat(found()).extracting(Finding::code).containsExactly("service.update-failed");
  }

  @Test
  void a_worker_has_nothing_to_say_about_services() {
    var worker = new RecordedEngine().on("GET /info", "{\"Swarm\":{\"ControlAvailable\":false}}");
    try (worker) {
      assertThat(check(worker).look()).isEmpty();
    }
  }

  private void tasks(String... tasks) {
    docker.on("GET /tasks", Recorded.tasks(tasks));
  }

  private static String running(int slot) {
    return Recorded.task("r" + slot, slot, "running", "running", "");
  }

  private List<Finding> found() {
    return check(docker).look();
  }

  private ServiceCheck check(RecordedEngine with) {
    var engine = with.engine();
    return new ServiceCheck(
        engine,
        new OllamaService(engine, new OverlayNetwork(engine), new Await()),
        Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
  }
}
