package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnfinishedRolloutTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 10.0.0.80, agents: [nfs-agent]}
        s84: {address: 10.0.0.84, agents: [node-agent]}
      """;
  private static final Problem IN_USE =
      ProblemCode.MOUNT_BUSY
          .problem("/mnt/store is in use")
          .causedBy("ollama.1 has it")
          .withRemedy("Stop it.");

  @TempDir Path root;
  private WrittenJournal journal;

  @BeforeEach
  void a_lead() {
    var files = new HostFiles(root);
    files.write(ClusterFile.PATH, CLUSTER);
    journal = new WrittenJournal(files);
  }

  @Test
  void before_any_rollout_and_after_a_good_one_nothing_is_found() {
    assertThat(look()).isEmpty();
    changed("r-1");
    add("r-1", Kind.DONE);
    assertThat(look()).isEmpty();
  }

  @Test
  void a_rollout_that_was_interrupted_waits_until_it_goes_on() {
    changed("r-1");
    add("r-1", Kind.INTERRUPTED);
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("rollout.waits");
              assertThat(found.cause())
                  .isEqualTo("the rollout r-1 was interrupted in store.mount.s84");
              assertThat(found.evidence()).containsExactly("rollout: r-1", "step: store.mount.s84");
              assertThat(found.remedy())
                  .startsWith("ollama-swarm resume r-1")
                  .contains("ollama-swarm rollback r-1", "by itself when this agent starts");
            });
    add("r-1", Kind.RESUMED);
    assertThat(look()).isEmpty();
  }

  @Test
  void a_rollback_that_was_interrupted_is_found_though_newer_rollouts_are_there() {
    changed("r-1");
    add("r-1", Kind.DONE);
    changed("r-2");
    rolledBack("r-2");
    add("r-1", Kind.ROLLBACK, null, "store, then a single container", null);
    add("r-1", Kind.INTERRUPTED);
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.cause()).startsWith("the rollback of r-1 was interrupted");
              assertThat(found.remedy())
                  .contains("ollama-swarm rollback r-1 --to store --single-container puts");
            });
  }

  @Test
  void a_rollback_that_failed_is_found_with_its_step_and_problem_until_it_is_done() {
    changed("r-1");
    add("r-1", Kind.DONE);
    rollbackFailed("r-1");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("rollout.rollback-failed");
              assertThat(found.cause())
                  .isEqualTo("the rollback of r-1 failed in store.mount.s84: /mnt/store is in use");
              assertThat(found.evidence())
                  .containsExactly(
                      "rollout: r-1",
                      "step: store.mount.s84",
                      "problem: mount.busy, /mnt/store is in use",
                      "cause: ollama.1 has it");
              assertThat(found.remedy()).isEqualTo("Stop it; then: ollama-swarm rollback r-1");
            });
    add("r-1", Kind.ROLLBACK);
    assertThat(look()).isEmpty();
    rolledBack("r-1");
    assertThat(look()).isEmpty();
  }

  @Test
  void a_rollout_that_failed_is_found_while_what_it_changed_is_there() {
    add("r-1", Kind.BEGAN);
    add("r-1", Kind.FAILED, "store.mount.s84", null, IN_USE);
    add("r-1", Kind.BROKEN, null, null, IN_USE);
    assertThat(look()).isEmpty();
    failed("r-2");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("rollout.failed");
              assertThat(found.cause())
                  .isEqualTo("the rollout r-2 failed in store.mount.s84: /mnt/store is in use");
              assertThat(found.remedy())
                  .startsWith("Stop it; then: ollama-swarm rollout")
                  .contains("ollama-swarm rollback r-2");
            });
    rolledBack("r-2");
    assertThat(look()).isEmpty();
  }

  @Test
  void a_newer_rollout_that_ended_well_mends_both_and_one_of_a_few_steps_does_not() {
    rollbackFailed("r-1");
    failed("r-2");
    add("r-3", Kind.BEGAN, null, order("export.missing"), null);
    add("r-3", Kind.DONE);
    assertThat(look()).extracting(Finding::code).containsExactly("rollout.failed");
    add("r-4", Kind.BEGAN);
    add("r-4", Kind.DONE);
    assertThat(look()).isEmpty();
    // And: what mended it is put back
    rolledBack("r-4");
    assertThat(look()).hasSize(1);
    rolledBack("r-2");
    assertThat(look()).extracting(Finding::code).containsExactly("rollout.rollback-failed");
  }

  @Test
  void a_few_steps_that_failed_are_mended_when_they_are_done_again() {
    add("r-1", Kind.BEGAN, null, order("export.missing"), null);
    failed("r-1");
    assertThat(look()).hasSize(1);
    add("r-2", Kind.BEGAN, null, order("model.missing"), null);
    add("r-2", Kind.DONE);
    assertThat(look()).hasSize(1);
    add("r-3", Kind.BEGAN, null, order("export.missing", "model.missing"), null);
    add("r-3", Kind.DONE);
    assertThat(look()).isEmpty();
  }

  @Test
  void a_newer_rollout_mends_one_when_it_has_the_phases_that_the_other_left() {
    add("r-1", Kind.BEGAN);
    add("r-1", Kind.BEFORE, "deploy.service", "none", null);
    failed("r-1");
    add("r-2", Kind.BEGAN, null, orderOf("store"), null);
    add("r-2", Kind.DONE);
    assertThat(look()).extracting(Finding::code).containsExactly("rollout.failed");
    add("r-3", Kind.BEGAN, null, orderOf("store, deploy"), null);
    add("r-3", Kind.DONE);
    assertThat(look()).isEmpty();
  }

  @Test
  void one_whose_journal_does_not_say_what_was_ordered_is_passed_over() {
    failed("r-1");
    add("r-2", Kind.BEGAN, null, "no order", null);
    failed("r-2");
    add("r-3", Kind.BEGAN, null, "no order", null);
    add("r-3", Kind.DONE);
    assertThat(look())
        .extracting(Finding::cause)
        .singleElement()
        .asString()
        .startsWith("the rollout r-1 failed");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"CANCELLED", "PHASES_ROLLED_BACK"})
  void what_was_ordered_to_stay_half_done_is_nothing_wrong(Kind end) {
    changed("r-1");
    add("r-1", Kind.ROLLBACK, null, "store", null);
    add("r-1", end);
    assertThat(look()).isEmpty();
  }

  @Test
  void while_a_rollout_is_under_way_and_elsewhere_than_on_the_lead_nothing_is_found() {
    rollbackFailed("r-1");
    changed("r-2");
    assertThat(look()).isEmpty();
    failed("r-2");
    assertThat(look()).hasSize(1);
    new HostFiles(root).delete(ClusterFile.PATH);
    assertThat(look()).isEmpty();
  }

  private void changed(String rollout) {
    add(rollout, Kind.BEGAN);
    add(rollout, Kind.STEP);
    add(rollout, Kind.BEFORE);
  }

  private void failed(String rollout) {
    if (journal.read(rollout).events().isEmpty()) {
      add(rollout, Kind.BEGAN);
    }
    add(rollout, Kind.BEFORE);
    add(rollout, Kind.FAILED, "store.mount.s84", null, IN_USE);
    // Given back is what clients would miss.
    add(rollout, Kind.UNDONE, "deploy.gateway", "put back", null);
    add(rollout, Kind.BROKEN, null, null, IN_USE);
  }

  private void rollbackFailed(String rollout) {
    if (journal.read(rollout).events().isEmpty()) {
      changed(rollout);
    }
    add(rollout, Kind.ROLLBACK);
    add(rollout, Kind.UNDONE, "deploy.gateway", "put back", null);
    add(rollout, Kind.UNDONE, "store.mount.s84", "could not be put back", IN_USE);
    add(rollout, Kind.ROLLBACK_FAILED, null, null, IN_USE);
  }

  private void rolledBack(String rollout) {
    add(rollout, Kind.ROLLBACK);
    add(rollout, Kind.UNDONE, "store.mount.s84", "put back", null);
    add(rollout, Kind.ROLLED_BACK);
  }

  private void add(String rollout, Kind kind) {
    var ofStep = kind == Kind.STEP || kind == Kind.BEFORE;
    add(rollout, kind, ofStep ? "store.mount.s84" : null, null, null);
  }

  private void add(
      String rollout,
      Kind kind,
      @Nullable String step,
      @Nullable String text,
      @Nullable Problem problem) {
    var order = kind == Kind.BEGAN && text == null ? order() : text;
    journal.add(rollout, kind, step, order, problem);
  }

  private static String order(String... fix) {
    return new RolloutOrder(false, CLUSTER, new Fix(List.of(fix))).text();
  }

  private static String orderOf(String phases) {
    var cluster = CLUSTER + "phases: [%s]\n".formatted(phases);
    return new RolloutOrder(false, cluster, new Fix(List.of())).text();
  }

  private List<Finding> look() {
    var files = new HostFiles(root);
    var config = NodeAgentConfigTest.config(Map.of());
    var logs = new EventLogs(journal, new KnownLead(files), config, Clock.systemUTC());
    return new UnfinishedRollout(new ClusterFile(files), journal, logs).look();
  }
}
