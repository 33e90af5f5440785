package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Thousands of schedules of five steps. */
class ScheduleTest {
  private static final int SCHEDULES = 3000;

  private final Schedules schedules = new Schedules();

  @Test
  void whatever_happens_the_rollout_ends_and_its_rollback_leaves_the_world_as_before() {
    if (schedules.run(SCHEDULES, this::run)) {
      assertThat(schedules.happened)
          .containsOnlyKeys(
              "DONE",
              "FAILED",
              "a cancel",
              "a kill",
              "a late order",
              "a lost answer",
              "a lost order",
              "a silence",
              "a torn line",
              "an order twice")
          .allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThan(SCHEDULES / 10));
    }
  }

  @Test
  void the_same_seed_is_the_same_schedule() {
    Schedules.repeat(20, this::run);
  }

  /** The journal in the end. */
  private String run(long seed) {
    var world = new SimulatedWorld();
    var steps =
        List.of(
            new PlannedStep(Phase.STORE, world.new Pair("export"), false),
            new PlannedStep(Phase.DEPLOY, world.new Pair("cut-over"), true),
            new PlannedStep(Phase.DEPLOY, world.new Pair("gateway"), true),
            new PlannedStep(Phase.DEPLOY, world.new Served("answer"), false),
            new PlannedStep(Phase.PROVE, world.new Pair("scale"), false));
    world.settings.putAll(Map.of("cut-over.1", "always", "cut-over.2", "running"));
    var before = Map.copyOf(world.settings);
    var schedule = new Schedule(seed, world, 80, schedules::happens, _ -> steps);
    world.over(schedule.network);
    schedule.rollOut();
    if (schedule.state() == State.DONE) {
      assertThat(world.settings.values()).containsOnly("new");
    }
    schedule.rollBack();
    var after = new TreeMap<>(world.settings);
    after.values().removeIf(String::isEmpty);
    assertThat(after).isEqualTo(before);
    return schedule.journal().toString();
  }
}
