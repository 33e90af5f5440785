package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.store.ExportStore;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The first rollout, to another node than the one that has the store. */
class FullRolloutTest extends SimulatedRollouts {
  @Test
  void each_step_in_its_turn_looks_without_changing_can_be_repeated_and_undone() {
    var world = begun();
    var servers = world.servers();
    var log = log(world);
    for (var planned : plan(world, log)) {
      log.enter(planned);
      var step = planned.step();
      var before = Map.copyOf(servers.settings);
      var seen = step.observe();
      assertThat(servers.settings).as("%s, looked at", step.id()).isEqualTo(before);
      if (!(seen instanceof Observation.Differs differs)) {
        continue;
      }
      step.undo(differs.before());
      assertThat(servers.settings).as("%s, undone before", step.id()).isEqualTo(before);
      step.apply();
      var applied = Map.copyOf(servers.settings);
      if (step.onlyWatches()) {
        assertThat(applied).as("%s only watches", step.id()).isEqualTo(before);
      }
      step.apply();
      assertThat(servers.settings).as("%s, applied twice", step.id()).isEqualTo(applied);
      assertThat(step.observe()).as(step.id()).isInstanceOf(Observation.AsPlanned.class);
      step.undo(differs.before());
      step.undo(differs.before());
      if (step.remains().isEmpty()) {
        assertThat(servers.settings).as("%s, undone", step.id()).isEqualTo(before);
      }
      step.apply();
    }
  }

  @Test
  void the_service_gets_the_memory_and_the_labels_of_the_file() {
    var world = begun();
    live(world);
    assertThat(world.servers().settings.get("service"))
        .contains("memoryBytes=1073741824, reservedBytes=536870912", "{team=search}");
  }

  @Test
  void a_gateway_of_our_own_has_its_image_brought_before_the_service_is_made() {
    var world = begun();
    var adopting = ids(plan(world, log(world)));
    var managing = ids(plan(world, log(world), "managed"));
    assertThat(adopting).doesNotContain("deploy.gateway-image");
    assertThat(managing).containsSubsequence("deploy.gateway-image", "deploy.service");
    assertThat(managing).filteredOn(id -> !adopting.contains(id)).hasSize(1);
  }

  private static List<String> ids(List<PlannedStep> plan) {
    return plan.stream().map(planned -> planned.step().id()).toList();
  }

  @Test
  void a_second_rollout_changes_nothing_on_any_server() {
    var world = begun();
    live(world);
    assertThat(world.state()).isEqualTo(State.DONE);
    assertThat(world.servers().changes.getAndSet(0)).isGreaterThan(10);
    order(world, Kind.BEGAN, null);
    live(world);
    assertThat(world.state()).isEqualTo(State.DONE);
    assertThat(world.servers().changes).hasValue(0);
  }

  @Test
  void a_rollout_that_only_waited_for_replicas_has_nothing_to_put_back() {
    // Given
    var world = begun();
    live(world);
    world.lead().endReplicas();
    var first = world.journal().disk.size();
    order(world, Kind.BEGAN, null);

    // When
    live(world);

    // Then: what it waited for is told all the same
    var second = Report.state(world.journal().disk.subList(first, world.journal().disk.size()));
    assertThat(second.state()).isEqualTo(State.DONE);
    assertThat(second.steps())
        .filteredOn(step -> "changed".equals(step.outcome()))
        .extracting(RolloutState.StepState::id)
        .containsExactly("deploy.health");
    assertThat(second.hasLeftSomething()).isFalse();
  }

  @Test
  void a_fix_mends_what_its_finding_says_and_nothing_else() {
    // Given
    var world = begun();
    live(world);
    var servers = world.servers();
    var whole = Map.copyOf(servers.settings);
    servers.settings.remove("export");
    servers.settings.remove("network");
    order(world, Kind.BEGAN, null);

    // When
    live(world, new Fix(List.of("export.missing")), "adopt");

    // Then
    assertThat(world.state()).isEqualTo(State.DONE);
    assertThat(servers.settings.remove("export")).contains("127.0.0.84");
    assertThat(servers.settings).doesNotContainKey("network");
    var others = new HashMap<>(whole);
    others.keySet().removeAll(List.of("export", "network"));
    assertThat(servers.settings).isEqualTo(others);
  }

  @Test
  void every_fix_names_steps_that_there_are() {
    var world = begun();
    var ids = plan(world, log(world)).stream().map(planned -> planned.step().id()).toList();
    for (var finding : FindingCode.values()) {
      for (var step : finding.fix()) {
        var start = step.replace("*", "");
        assertThat(ids).as(finding.code()).anyMatch(id -> id.startsWith(start));
      }
    }
  }

  @Test
  void a_store_at_another_path_has_its_old_export_until_every_node_has_moved() {
    var world = begun();
    var rest = rest("adopt");
    var former = ClusterFile.parse(SERVERS + rest.replace("/store", "/former"));
    var ids = new ArrayList<String>();
    for (var planned : plan(world, log(world), rest, former)) {
      var step = planned.step();
      ids.add(step.id());
      if (step instanceof ExportStore export) {
        assertThat(export.wanted().dropFormer()).isEqualTo(step.id().equals("store.export.narrow"));
      }
    }
    assertThat(ids).containsSubsequence("store.export", "store.mount.s84", "store.export.narrow");
  }

  @Test
  void killed_at_any_call_and_any_write_it_ends_as_an_undisturbed_one() {
    var calm = begun();
    live(calm);
    assertThat(calm.state()).isEqualTo(State.DONE);
    var points = calm.journal().points();
    assertThat(points).isGreaterThan(150);
    atEach(
        points,
        point -> {
          var world = begun();
          killedAt(point, world, "adopt");
          live(world);
          assertThat(Report.state(world.journal().disk).problem())
              .as("killed at %d", point)
              .isNull();
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.DONE);
          assertThat(world.servers().settings)
              .as("killed at %d", point)
              .isEqualTo(calm.servers().settings);
          assertThat(world.journal().disk)
              .filteredOn(event -> event.kind() == Kind.PROVED)
              .extracting(RolloutEvent::step)
              .contains("deploy.answer", "prove.scale", "prove.balance", "prove.recovery");
        });
  }

  @Test
  void its_rollback_killed_at_any_call_and_any_write_leaves_the_servers_as_before() {
    var calm = rolledOut();
    live(calm);
    var points = calm.journal().points();
    assertThat(points).isGreaterThan(60);
    atEach(
        points,
        point -> {
          var world = rolledOut();
          killedAt(point, world, "adopt");
          live(world);
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.ROLLED_BACK);
          var left = world.servers().settings;
          left.keySet().removeIf(key -> key.startsWith("model ") || key.startsWith("image "));
          assertThat(left).as("killed at %d", point).isEqualTo(BEFORE);
        });
  }

  @Test
  void a_rollback_of_the_proofs_killed_anywhere_leaves_the_first_replicas() {
    var calm = rolledOut("deploy");
    assertThat(calm.servers().settings).containsEntry("replicas", "2");
    live(calm);
    var points = calm.journal().points();
    assertThat(points).isGreaterThan(20);
    atEach(
        points,
        point -> {
          var world = rolledOut("deploy");
          killedAt(point, world, "adopt");
          live(world);
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.PARTLY_ROLLED_BACK);
          assertThat(world.servers().settings)
              .as("killed at %d", point)
              .containsEntry("replicas", "1")
              .containsEntry("traefik", "ours");
        });
  }

  private World begun() {
    return begun(BEFORE);
  }

  private World rolledOut() {
    return rolledOut(null);
  }

  /** And ordered to go back, this phase left out. */
  private World rolledOut(@Nullable String last) {
    var world = begun();
    live(world);
    order(world, Kind.ROLLBACK, last);
    return world;
  }

  private void live(World world) {
    live(world, new Fix(List.of()), "adopt");
  }

  private List<PlannedStep> plan(World world, EventLog log) {
    return plan(world, log, "adopt");
  }
}
