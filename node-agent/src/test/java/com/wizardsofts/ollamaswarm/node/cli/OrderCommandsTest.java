package com.wizardsofts.ollamaswarm.node.cli;

import static com.wizardsofts.ollamaswarm.node.cli.FakeLead.event;
import static com.wizardsofts.ollamaswarm.node.cli.FakeLead.state;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that give a rollout an order: rollback, cancel, resume. */
class OrderCommandsTest {
  private static final String CHANGED =
      """
      {"phase":"store","id":"store.export","title":"Export it","outcome":"changed","left":true},
      {"phase":"deploy","id":"deploy.network","title":"Create it","outcome":"changed","left":true}\
      """;
  private static final String HALF_DONE =
      """
      {"phase":"store","id":"store.export","title":"Export it","outcome":"undo-failed","left":true},
      {"phase":"deploy","id":"deploy.network","title":"Create it","outcome":"undone","left":false},
      {"phase":"deploy","id":"deploy.model.a","title":"Pull it","outcome":"failed","left":true}\
      """;
  private static final String PLAN =
      """
      {"steps":[
       {"phase":"deploy","id":"deploy.network","title":"Create it","interruption":"it goes","remains":null},
       {"phase":"store","id":"store.export","title":"Export it","interruption":null,"remains":"one line"}]}
      """;
  private static final String PART =
      "{\"steps\":[{\"phase\":\"deploy\",\"id\":\"deploy.network\",\"title\":\"Create it\"}]}";
  private final FakeLead lead =
      new FakeLead()
          .answers("GET /v1/rollouts/r-0/rollback", 200, PLAN)
          .answers("GET /v1/rollouts/r-1/rollback", 200, PLAN)
          .answers("GET /v1/rollouts/r-1/rollback?to=store", 200, PART);

  @AfterEach
  void close() {
    lead.close();
  }

  @Test
  void a_rollback_names_what_is_put_back_and_follows_only_what_is_new() {
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ",\"lastEvent\":41", CHANGED));
    lead.answers("GET /v1/rollouts/r-1", 200, state("ROLLED_BACK", "", CHANGED));
    lead.streams("GET /v1/rollouts/r-1/events", event("ROLLED_BACK", "", "models stay"));
    lead.answers("POST /v1/rollouts/r-1/rollback", 202, state("RUNNING", ""));
    var ran = lead.run("rollback", "r-1", "--yes");
    assertThat(ran.err())
        .containsSubsequence(
            "- deploy.network  Create it\n"
                + "    down     it goes\n"
                + "- store.export  Export it\n"
                + "    stays    one line\n",
            "models stay");
    assertThat(ran.out()).isEqualTo("rollout r-1: rolled back\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.requests)
        .filteredOn(request -> request.startsWith("GET /v1/rollouts/r-1/events"))
        .containsExactly("GET /v1/rollouts/r-1/events after 41");
  }

  @Test
  void a_rollback_without_an_id_is_of_the_newest_rollout_that_changed_something() {
    lead.answers("GET /v1/rollouts", 200, "[]")
        .answers("GET /v1/rollouts", 200, "[\"r-0\",\"r-1\"]");
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
    lead.answers("GET /v1/rollouts/r-0", 200, state("DONE", "", CHANGED).replace("r-1", "r-0"));
    assertThat(lead.run("rollback").err()).contains("[not-found]");
    assertThat(lead.run("rollback").exitCode()).isEqualTo(2);
    assertThat(lead.requests).last().isEqualTo("GET /v1/rollouts/r-0/rollback");
  }

  @Test
  void a_rollback_without_an_id_is_of_one_that_failed_in_its_only_change_too() {
    lead.answers("GET /v1/rollouts", 200, "[\"r-0\",\"r-1\"]");
    lead.answers("GET /v1/rollouts/r-1", 200, state("ROLLBACK_FAILED", "", HALF_DONE));
    lead.answers("GET /v1/rollouts/r-0", 200, state("DONE", "", CHANGED).replace("r-1", "r-0"));
    assertThat(lead.run("rollback").exitCode()).isEqualTo(2);
    assertThat(lead.requests).last().isEqualTo("GET /v1/rollouts/r-1/rollback");
  }

  @Test
  void a_rollback_to_a_phase_names_only_what_comes_after_it() {
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", "", CHANGED));
    lead.answers("GET /v1/rollouts/r-1", 200, state("PARTLY_ROLLED_BACK", "", CHANGED));
    lead.streams("GET /v1/rollouts/r-1/events", event("PHASES_ROLLED_BACK", "", "stays: store"));
    lead.answers("POST /v1/rollouts/r-1/rollback", 202, state("RUNNING", ""));
    var ran = lead.run("rollback", "r-1", "--to", "store", "--yes");
    assertThat(ran.err()).contains("- deploy.network").doesNotContain("store.export");
    assertThat(ran.out()).isEqualTo("rollout r-1: partly rolled back\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.requests)
        .contains("POST /v1/rollouts/r-1/rollback {\"to\":\"store\",\"singleContainer\":false}");
    // And
    lead.run("rollback", "r-1", "--to", "store", "--single-container", "--yes");
    assertThat(lead.requests)
        .contains("POST /v1/rollouts/r-1/rollback {\"to\":\"store\",\"singleContainer\":true}");
    // And
    lead.run("rollback", "r-1", "--without", "s85", "--without", "s86", "--yes");
    assertThat(lead.requests)
        .contains(
            "POST /v1/rollouts/r-1/rollback"
                + " {\"to\":null,\"singleContainer\":false,\"without\":[\"s85\",\"s86\"]}");
  }

  @Test
  void a_rollback_to_a_phase_that_there_is_not_asks_the_lead_nothing() {
    var ran = lead.run("rollback", "--to", "middle", "--yes");
    assertThat(ran.err()).contains("--to: has to be store, deploy or prove", "middle");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(lead.run("rollback", "--to", "settle", "--yes").exitCode()).isEqualTo(2);
    assertThat(lead.run("rollback", "--single-container", "--yes").exitCode()).isEqualTo(2);
    assertThat(lead.requests).isEmpty();
  }

  @Test
  void cancel_is_of_the_rollout_that_runs_and_follows_it_to_its_end() {
    lead.answers("GET /v1/rollouts", 200, "[\"r-1\",\"r-2\"]");
    lead.answers("GET /v1/rollouts/r-2", 200, state("ROLLED_BACK", ""));
    lead.answers("GET /v1/rollouts/r-1", 200, state("RUNNING", ""))
        .answers("GET /v1/rollouts/r-1", 200, state("CANCELLED", ""));
    lead.answers("POST /v1/rollouts/r-1/cancel", 202, state("RUNNING", ""));
    lead.streams("GET /v1/rollouts/r-1/events", event("CANCEL", "", ""));
    var ran = lead.run("cancel");
    assertThat(ran.err()).contains("it ends after this step");
    assertThat(ran.out()).isEqualTo("rollout r-1: cancelled\n");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void a_cancel_that_came_too_late_ends_with_1() {
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
    lead.answers("POST /v1/rollouts/r-1/cancel", 202, state("DONE", ""));
    lead.streams("GET /v1/rollouts/r-1/events");
    var ran = lead.run("cancel", "r-1");
    assertThat(ran.out()).isEqualTo("rollout r-1: done\n");
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void resume_is_of_the_newest_rollout_that_waits() {
    lead.answers("GET /v1/rollouts", 200, "[\"r-1\"]");
    lead.answers("GET /v1/rollouts/r-1", 200, state("INTERRUPTED", ""))
        .answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
    lead.answers("POST /v1/rollouts/r-1/resume", 202, state("RUNNING", ""));
    lead.streams("GET /v1/rollouts/r-1/events", event("STEP", "b", "second"));
    var ran = lead.run("resume");
    assertThat(ran.err()).contains("b: second");
    assertThat(ran.out()).isEqualTo("rollout r-1: done\n");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void who_follows_a_rollout_that_waits_is_told_for_what() {
    lead.answers("GET /v1/rollouts/r-1", 200, state("INTERRUPTED", ""));
    lead.answers("POST /v1/rollouts/r-1/resume", 202, state("RUNNING", ""));
    lead.streams(
        "GET /v1/rollouts/r-1/events",
        event("INTERRUPTED", "", "it waits for: ollama-swarm resume r-1"));
    assertThat(lead.run("resume", "r-1").err())
        .contains("the lead ended and started again; it waits for: ollama-swarm resume r-1");
  }

  @Test
  void resume_of_what_does_not_wait_is_blocked() {
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
    lead.answers(
        "POST /v1/rollouts/r-1/resume", 409, FakeLead.problem(409, "rollout.not-interrupted"));
    assertThat(lead.run("resume", "r-1").exitCode()).isEqualTo(4);
  }
}
