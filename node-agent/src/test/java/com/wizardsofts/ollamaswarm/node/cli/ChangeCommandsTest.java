package com.wizardsofts.ollamaswarm.node.cli;

import static com.wizardsofts.ollamaswarm.node.cli.FakeLead.event;
import static com.wizardsofts.ollamaswarm.node.cli.FakeLead.state;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that change something: rollout, scale, models. */
class ChangeCommandsTest {
  private static final String ROLLOUTS = "POST /v1/rollouts";
  private static final String PLAN =
      """
      {"hash":"abc","steps":[{"phase":"deploy","id":"deploy.network","title":"Create it","seen":"DIFFERS","change":"MAKES","current":"no network x","wanted":"a network"}]}
      """;
  private static final String MODELS =
      """
      [{"name":"mistral:7b","digest":"d","bytes":1073741824,"pulledAt":"2026-01-05T12:00:00Z","intact":true}]
      """;

  private final FakeLead lead = new FakeLead();

  @AfterEach
  void close() {
    lead.close();
  }

  @Test
  void a_rollout_performs_just_the_plan_that_was_shown_and_follows_it() {
    lead.answers(ROLLOUTS, 200, PLAN).answers(ROLLOUTS, 202, state("RUNNING", ""));
    lead.streams(
        "GET /v1/rollouts/r-1/events",
        event("STEP", "deploy.network", "Create it"),
        event("NOTE", "deploy.network", "half way"),
        event("CHANGED", "deploy.network", "an overlay network"),
        event("DONE", "", ""));
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
    report(state("DONE", ""));
    var ran = lead.run("rollout", "--yes");
    assertThat(ran.err())
        .contains("+ deploy.network  Create it")
        .contains("12:00:00  deploy.network: Create it\n")
        .contains("12:00:00      … deploy.network: half way\n")
        .contains("12:00:00      done: deploy.network: an overlay network\n");
    assertThat(ran.out())
        .isEqualTo(
            "met      It runs\n"
                + "1 of 1 criteria met; rollout r-1 done\n"
                + "0 steps, 0 changed something\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.requests)
        .contains(ROLLOUTS + " {\"prove\":false,\"dryRun\":false,\"plan\":\"abc\"}");
  }

  @Test
  void a_rollout_that_failed_says_why_and_ends_with_1() {
    lead.answers(ROLLOUTS, 200, PLAN).answers(ROLLOUTS, 202, state("RUNNING", ""));
    lead.streams("GET /v1/rollouts/r-1/events", event("BROKEN", "", ""));
    var failed = state("FAILED", ",\"problem\":" + FakeLead.problem(502, "mount.failed"));
    lead.answers("GET /v1/rollouts/r-1", 200, failed);
    report(failed);
    var ran = lead.run("rollout", "--yes");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("rollout r-1 failed", "[mount.failed]", "a cause", "a remedy");
  }

  @Test
  void a_lead_that_starts_anew_in_the_middle_is_followed_on() {
    lead.answers(ROLLOUTS, 200, PLAN).answers(ROLLOUTS, 202, state("RUNNING", ""));
    lead.answers("GET /v1/rollouts/r-1/events", 502, "");
    lead.answers("GET /v1/status", 200, "{}");
    lead.streams("GET /v1/rollouts/r-1/events", event("STEP", "a", "first"));
    lead.streams("GET /v1/rollouts/r-1/events", event("STEP", "b", "second"));
    lead.answers("GET /v1/rollouts/r-1", 200, state("RUNNING", ""));
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
    report(state("DONE", ""));
    var ran = lead.run("rollout", "--yes");
    assertThat(ran.err()).contains("waiting for it", "a: first", "b: second");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void a_rollout_that_waits_to_be_resumed_ends_the_command_with_1_and_what_to_do() {
    lead.answers(ROLLOUTS, 200, PLAN).answers(ROLLOUTS, 202, state("RUNNING", ""));
    lead.answers("GET /v1/status", 200, "{}");
    lead.streams(
        "GET /v1/rollouts/r-1/events",
        event("INTERRUPTED", "", "it waits for: ollama-swarm resume r-1"));
    var waits = state("INTERRUPTED", ",\"problem\":" + FakeLead.problem(502, "lead.other"));
    lead.answers("GET /v1/rollouts/r-1", 200, waits);
    report(waits);
    var ran = lead.run("rollout", "--yes");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("ollama-swarm resume r-1 has it go on", "rollback r-1 puts");
    assertThat(ran.out()).contains("rollout r-1 interrupted", "[lead.other]", "a remedy");
  }

  @Test
  void a_lead_that_refuses_to_be_followed_is_not_asked_for_ever() {
    lead.answers(ROLLOUTS, 200, PLAN).answers(ROLLOUTS, 202, state("RUNNING", ""));
    lead.answers("GET /v1/rollouts/r-1/events", 500, FakeLead.problem(500, "journal.damaged"));
    lead.answers("GET /v1/status", 200, "{}");
    var ran = lead.run("rollout", "--yes");
    assertThat(ran.err()).contains("[journal.damaged]", "a remedy");
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void without_yes_and_without_a_terminal_nothing_is_ordered() {
    lead.answers(ROLLOUTS, 200, PLAN);
    var ran = lead.run("rollout");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--yes");
    assertThat(lead.requests).hasSize(1);
  }

  @Test
  void a_plan_without_changes_starts_nothing() {
    lead.answers(ROLLOUTS, 200, "{\"hash\":\"abc\",\"steps\":[]}");
    var ran = lead.run("rollout", "--yes");
    assertThat(ran.out()).isEqualTo("nothing to change\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.requests).hasSize(1);
  }

  @Test
  void a_rollout_that_the_lead_refuses_is_blocked() {
    lead.answers(ROLLOUTS, 200, PLAN);
    lead.answers(ROLLOUTS, 409, FakeLead.problem(409, "plan.outdated"));
    assertThat(lead.run("rollout", "--yes").exitCode()).isEqualTo(4);
  }

  @Test
  void scale_waits_until_so_many_run() {
    lead.answers("POST /v1/service/scale?name=ollama", 200, service(3, 2, "replicas: 2 → 3"));
    lead.answers("GET /v1/service?name=ollama", 200, service(3, 3, ""));
    var ran = lead.run("scale", "3");
    assertThat(ran.err()).contains("replicas: 2 → 3");
    assertThat(ran.out()).isEqualTo("ollama: 3 of 3 replicas run\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.requests).first().asString().endsWith("{\"replicas\":3}");
  }

  @Test
  void scale_without_waiting_ends_at_once_and_what_does_not_fit_is_blocked() {
    lead.answers("POST /v1/service/scale?name=ollama", 200, service(3, 2, "x"));
    lead.answers(
        "POST /v1/service/scale?name=ollama", 409, FakeLead.problem(409, "service.does-not-fit"));
    lead.answers("GET /v1/service?name=ollama", 200, service(3, 2, ""));
    assertThat(lead.run("scale", "3", "--limit", "0").exitCode()).isZero();
    assertThat(lead.run("scale", "99").exitCode()).isEqualTo(4);
  }

  @Test
  void models_are_listed_by_the_agent_that_has_the_store() {
    cluster();
    lead.answers("GET /v1/models", 200, MODELS);
    lead.answers("GET /v1/models", 200, MODELS.replace("true", "false"));
    var ran = lead.run("models", "ls");
    assertThat(ran.out()).contains("NAME", "mistral:7b  1.00 GiB");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.run("models", "ls").exitCode()).isEqualTo(3);
  }

  @Test
  void a_model_is_pulled_with_its_progress() {
    cluster();
    lead.answers("POST /v1/models", 202, operation("RUNNING", ""));
    lead.streams("GET /v1/operations/o-1/events", operation("RUNNING", ""), operation("DONE", ""));
    lead.answers("GET /v1/operations/o-1", 200, operation("DONE", ""));
    var ran = lead.run("models", "pull", "mistral:7b");
    assertThat(ran.err()).contains("Pull mistral:7b: fetching 50 % of 2.00 GiB", ": done");
    assertThat(ran.exitCode()).isZero();
    assertThat(lead.requests).contains("POST /v1/models {\"name\":\"mistral:7b\"}");
  }

  @Test
  void a_verification_that_finds_damage_ends_with_1_and_the_problem() {
    cluster();
    var failed = operation("FAILED", ",\"problem\":" + FakeLead.problem(502, "model.damaged"));
    lead.answers("POST /v1/models/a%2Fb%3Ac/verify", 202, operation("RUNNING", ""));
    lead.streams("GET /v1/operations/o-1/events", failed.replace("\n", ""));
    lead.answers("GET /v1/operations/o-1", 200, failed);
    var ran = lead.run("models", "verify", "a/b:c");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("[model.damaged]", "a remedy");
  }

  @Test
  void the_lead_is_taken_again() {
    lead.answers("POST /v1/lead/take", 200, "{\"number\":7,\"id\":\"x\",\"name\":\"s84\"}");
    var ran = lead.run("take-lead");
    assertThat(ran.out()).isEqualTo("s84 leads, by number 7\n");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void a_model_is_repaired_and_followed() {
    cluster();
    lead.answers("POST /v1/models/mistral%3A7b/repair", 202, operation("RUNNING", ""));
    lead.streams("GET /v1/operations/o-1/events", operation("DONE", ""));
    lead.answers("GET /v1/operations/o-1", 200, operation("DONE", ""));
    var ran = lead.run("models", "repair", "mistral:7b");
    assertThat(ran.err()).contains(": done");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void a_model_is_removed_only_with_consent() {
    cluster();
    lead.answers("DELETE /v1/models/mistral%3A7b?force=false", 204, "");
    assertThat(lead.run("models", "rm", "mistral:7b").exitCode()).isEqualTo(2);
    assertThat(lead.requests).isEmpty();
    assertThat(lead.run("models", "rm", "mistral:7b", "--yes").exitCode()).isZero();
    assertThat(lead.requests).contains("DELETE /v1/models/mistral%3A7b?force=false");
  }

  private void report(String state) {
    lead.answers(
        "GET /v1/rollouts/r-1/report",
        200,
        """
        {"rollout":%s,"criteria":[{"text":"It runs","met":true,"evidence":[]}],"comparison":[],"figures":{}}
        """
            .formatted(state));
  }

  private void cluster() {
    lead.answers(
        "GET /v1/cluster",
        200,
        """
        {"lead":"s84","at":"2026-01-05T12:00:00Z","agents":[
          {"server":"s84","agent":"node-agent","address":"nowhere:1","status":{}},
          {"server":"s80","agent":"nfs-agent","address":"LEAD","status":{},"store":{}}],"service":{}}
        """);
  }

  private static String service(int desired, int running, String change) {
    return """
    {"name":"ollama","image":"i","desired":%d,"running":%d,"memoryBytes":0,"reservedBytes":0,"cpus":0,"changes":["%s"]}
    """
        .formatted(desired, running, change);
  }

  private static String operation(String state, String more) {
    return """
    {"id":"o-1","title":"Pull mistral:7b","state":"%s","step":"fetching","doneBytes":1073741824,"totalBytes":2147483648%s}\
    """
        .formatted(state, more);
  }
}
