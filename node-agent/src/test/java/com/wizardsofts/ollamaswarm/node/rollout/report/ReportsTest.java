package com.wizardsofts.ollamaswarm.node.rollout.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutReport.Aspect;
import com.wizardsofts.ollamaswarm.api.RolloutReport.CriterionState;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Map<String, Double> SCALED =
      Map.of("replicas", 4.0, "seconds", 5.25, "replicaGib", 16.0);

  @Test
  void a_criterion_is_met_when_all_its_steps_succeeded_and_there_are_some() {
    var report =
        report(
            List.of(),
            step("store.export", "already-done", "listed"),
            step("store.mount.s84", "changed", "mounted"),
            step("deploy.model.a", "failed", null));
    assertThat(report.criteria())
        .filteredOn(CriterionState::met)
        .singleElement()
        .satisfies(criterion -> assertThat(criterion.text()).startsWith("NFS"));
    assertThat(report.criteria()).hasSize(9);
    assertThat(new ReportText(report).text())
        .contains("met      NFS", "           title of store.export: listed\n")
        .contains("not met  The models", "title of deploy.model.a: not seen")
        .contains("1 of 9 criteria met; rollout r-2 done\n", "3 steps, 1 changed something\n");
  }

  @ParameterizedTest
  @CsvSource({"ROLLED_BACK,false", "PARTLY_ROLLED_BACK,true", "ROLLBACK_FAILED,true"})
  void what_was_seen_is_so_no_more_once_that_below_it_is_undone(State state, boolean storeIsMet) {
    var steps =
        List.of(
            new StepState("store", "store.export", "t", "already-done", "listed", false),
            new StepState("deploy", "deploy.service", "t", "undone", "made", false),
            new StepState("deploy", "deploy.answer", "t", "already-done", "answers", false),
            new StepState("prove", "prove.scale", "t", "changed", "scaled", false));
    var rollout = new RolloutState("r-2", state, NOON, NOON, steps, null, 9);
    assertThat(Reports.of(rollout, "d", Map.of(), List.of()).criteria())
        .filteredOn(CriterionState::met)
        .extracting(CriterionState::text)
        .allMatch(text -> text.startsWith("NFS"))
        .hasSize(storeIsMet ? 1 : 0);
  }

  @Test
  void the_table_shows_what_was_measured_and_nothing_where_nothing_was() {
    var report =
        report(
            List.of(proof("d", "prove.scale", SCALED)),
            step("settle.scale", "changed", "2 replicas run"));
    assertThat(measured(report, "Scaling"))
        .isEqualTo("4 replicas run and are routed to 5.3 s after the order");
    assertThat(measured(report, "Resource usage")).isEqualTo("16.00 GiB reserved for each replica");
    assertThat(measured(report, "Instances")).isEqualTo("2 replicas run");
    assertThat(measured(report, "Throughput")).isNull();
    assertThat(report.figures()).containsOnlyKeys("prove.scale");
  }

  @Test
  void a_proof_counts_when_it_was_of_the_same_desired_state_and_the_newest_one_does() {
    var other = proof("other", "prove.scale", Map.of("replicas", 9.0, "seconds", 1.0));
    var newer = Map.of("replicas", 4.0, "seconds", 7.0);
    assertThat(measured(report(List.of(other)), "Scaling")).isNull();
    assertThat(
            measured(
                report(
                    List.of(
                        proof("d", "prove.scale", SCALED),
                        proof("d", "prove.scale", newer),
                        other)),
                "Scaling"))
        .contains("7.0 s");
  }

  @Test
  void the_page_escapes_what_servers_said_and_needs_nothing_else() {
    var evil = "<script>alert(1)</script> \"&";
    var report = report(List.of(), step("store.export", "changed", evil));
    var page = new ReportPage(report).html();
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;")
        .contains("1 of 9 criteria met", "<th>Throughput<td>~5 RPS<td>~30 RPS<td>not seen")
        .doesNotContain("<script", "src=", "href=", "url(", "@import");
  }

  @Test
  void what_was_changed_on_each_server_is_told_and_nothing_too() {
    var report = report(List.of());
    assertThat(new ReportText(report).text()).contains("changes: s80 3, s84 41\n");
    assertThat(new ReportPage(report).html()).contains("changes: s80 3, s84 41");
    var state = report.rollout();
    var none = Reports.of(state, "d", Map.of("s84", 0.0, "s80", 0.0), List.of());
    assertThat(new ReportText(none).text()).contains("no changes on s80, s84\n");
    var unknown = Reports.of(state, "d", Map.of(), List.of());
    assertThat(new ReportText(unknown).text()).doesNotContain("changes:", "no changes");
  }

  private static RolloutReport report(List<RolloutEvent> history, StepState... steps) {
    var state =
        new RolloutState(
            "r-2", RolloutState.State.DONE, NOON, NOON.plusSeconds(60), List.of(steps), null, 9);
    return Reports.of(state, "d", Map.of("s84", 41.0, "s80", 3.0), history);
  }

  private static StepState step(String id, String outcome, @Nullable String evidence) {
    return new StepState("phase", id, "title of " + id, outcome, evidence, false);
  }

  private static RolloutEvent proof(String desired, String step, Map<String, Double> figures) {
    return new RolloutEvent(
        1, NOON, "r-1", desired, RolloutEvent.Kind.PROVED, "prove", step, "text", null, figures);
  }

  private static @Nullable String measured(RolloutReport report, String aspect) {
    return report.comparison().stream()
        .filter(line -> line.name().equals(aspect))
        .findFirst()
        .map(Aspect::measured)
        .orElse(null);
  }
}
