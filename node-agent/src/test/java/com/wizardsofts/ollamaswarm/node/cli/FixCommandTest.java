package com.wizardsofts.ollamaswarm.node.cli;

import static com.wizardsofts.ollamaswarm.node.cli.FakeLead.event;
import static com.wizardsofts.ollamaswarm.node.cli.FakeLead.state;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FixCommandTest {
  private static final String DIAGNOSIS = "GET /v1/diagnosis";
  private static final String ROLLOUTS = "POST /v1/rollouts";
  private static final String PLAN =
      """
      {"hash":"abc","steps":[{"phase":"store","id":"store.export","title":"Export it","seen":"DIFFERS","current":"no","wanted":"yes"}]}
      """;
  private static final String RESTARTING =
      """
      {"hash":"def","steps":[
      {"phase":"store","id":"store.export","title":"Export it","seen":"DIFFERS","current":"no","wanted":"yes"},
      {"phase":"deploy","id":"deploy.gateway","title":"Route it","seen":"DIFFERS","current":"no","wanted":"yes",
       "interruption":"Traefik restarts: whoami"}]}
      """;

  private final FakeLead lead = new FakeLead();

  @AfterEach
  void close() {
    lead.close();
  }

  @Test
  void what_is_found_and_has_a_fix_is_mended_by_one_rollout_whose_plan_was_shown() {
    // Given
    lead.answers(
        DIAGNOSIS, 200, found("export.missing", "model.missing", "model.missing", "agent.away"));
    performs();

    // When
    var ran = lead.run("fix", "--yes");

    // Then
    assertThat(lead.requests)
        .containsSubsequence(
            ROLLOUTS
                + " {\"prove\":false,\"dryRun\":true,\"fix\":[\"export.missing\",\"model.missing\"]}",
            ROLLOUTS
                + " {\"prove\":false,\"dryRun\":false,\"plan\":\"abc\",\"fix\":[\"export.missing\",\"model.missing\"]}");
    assertThat(ran.err())
        .contains("Export it", "[agent.away]", "do     the remedy of agent.away", "by hand");
    assertThat(ran.out()).isEqualTo("rollout r-1: done\n");
    assertThat(ran.exitCode()).as("an error is left").isEqualTo(3);
  }

  private void performs() {
    lead.answers(ROLLOUTS, 200, PLAN).answers(ROLLOUTS, 202, state("RUNNING", ""));
    ends();
  }

  private void ends() {
    lead.streams("GET /v1/rollouts/r-1/events", event("DONE", "", ""));
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
  }

  @Test
  void what_clients_would_notice_is_left_to_one_who_names_it() {
    // Given
    lead.answers(DIAGNOSIS, 200, found("export.missing", "gateway.port-closed"));
    lead.answers(ROLLOUTS, 200, RESTARTING);
    performs();

    // When
    var ran = lead.run("fix", "--yes");

    // Then
    assertThat(ran.err())
        .contains(
            "gateway.port-closed is left", "Traefik restarts", "fix gateway.port-closed --yes");
    assertThat(lead.requests.getLast()).isEqualTo("GET /v1/rollouts/r-1");
    assertThat(lead.requests)
        .filteredOn(request -> request.contains("\"dryRun\":false"))
        .singleElement()
        .asString()
        .endsWith("\"fix\":[\"export.missing\"]}");
    assertThat(ran.exitCode()).as("something is left").isEqualTo(3);
  }

  @Test
  void what_all_would_be_noticed_is_not_done_unnamed() {
    lead.answers(DIAGNOSIS, 200, found("gateway.port-closed")).answers(ROLLOUTS, 200, RESTARTING);
    var ran = lead.run("fix", "--yes");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(lead.requests).noneMatch(request -> request.contains("\"dryRun\":false"));
  }

  @Test
  void what_does_not_show_yet_is_not_done_unnamed_either() {
    lead.answers(DIAGNOSIS, 200, found("gateway.port-closed"))
        .answers(
            ROLLOUTS,
            200,
            """
            {"hash":"abc","steps":[{"phase":"deploy","id":"deploy.gateway","title":"Route it","seen":"LATER"}]}
            """);
    var ran = lead.run("fix", "--yes");
    assertThat(ran.err()).contains("shows only after steps before it");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(lead.requests).noneMatch(request -> request.contains("\"dryRun\":false"));
  }

  @Test
  void what_clients_would_notice_is_done_when_it_is_named() {
    lead.answers(DIAGNOSIS, 200, found("export.missing", "gateway.port-closed"));
    lead.answers(ROLLOUTS, 200, RESTARTING).answers(ROLLOUTS, 202, state("RUNNING", ""));
    ends();
    var ran = lead.run("fix", "gateway.port-closed", "--yes");
    assertThat(ran.err()).contains("Traefik restarts");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void a_code_chooses_among_what_is_found() {
    lead.answers(DIAGNOSIS, 200, found("export.missing", "mount.missing", "agent.away"));
    performs();
    var ran = lead.run("fix", "mount.missing", "--yes", "--json");
    assertThat(lead.requests)
        .filteredOn(request -> request.startsWith(ROLLOUTS))
        .allMatch(request -> request.endsWith("\"fix\":[\"mount.missing\"]}"));
    assertThat(ran.err()).doesNotContain("agent.away");
    assertThat(ran.out()).contains("\"state\" : \"DONE\"");
  }

  @Test
  void a_dry_run_shows_the_plan_only() {
    lead.answers(DIAGNOSIS, 200, found("export.missing")).answers(ROLLOUTS, 200, PLAN);
    var ran = lead.run("fix", "--dry-run");
    assertThat(ran.out()).contains("store.export  Export it");
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(lead.requests).hasSize(2);
  }

  @Test
  void what_has_no_fix_is_told_with_its_remedy_and_is_blocked() {
    lead.answers(DIAGNOSIS, 200, found("mount.writable"));
    var ran = lead.run("fix", "mount.writable", "--yes");
    assertThat(ran.err()).contains("do     the remedy of mount.writable", "by hand");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(lead.requests).hasSize(1);
  }

  @Test
  void what_is_not_found_needs_no_fix() {
    lead.answers(DIAGNOSIS, 200, found("agent.away"));
    var ran = lead.run("fix", "export.missing", "--yes");
    assertThat(ran.out()).isEqualTo("nothing to mend\n");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void an_unknown_code_is_a_problem() {
    var ran = lead.run("fix", "mount.mising", "--yes");
    assertThat(ran.err()).contains("[not-found]", "there is no finding mount.mising");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(lead.requests).isEmpty();
  }

  private static String found(String... codes) {
    var findings = new java.util.StringJoiner(",", "[", "]");
    for (var code : codes) {
      findings.add(
          """
          {"code":"%s","severity":"ERROR","server":"s84","symptom":"It is broken","cause":"c",
            "remedy":"the remedy of %s"}
          """
              .formatted(code, code));
    }
    return findings.toString();
  }
}
