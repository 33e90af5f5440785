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
    lead.streams("GET /v1/rollouts/r-1/events", event("DONE", "", ""));
    lead.answers("GET /v1/rollouts/r-1", 200, state("DONE", ""));
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
