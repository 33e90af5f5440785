package com.wizardsofts.ollamaswarm.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.StepPlan;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {
  private final SimulatedWorld world = new SimulatedWorld();

  @Test
  void every_step_is_told_in_order_and_nothing_is_changed() {
    // Given
    done("export");
    var before = Map.copyOf(world.settings);
    // When
    var plan = plan("export", "network");
    // Then
    assertThat(plan.steps()).extracting(StepPlan::id).containsExactly("export", "network");
    assertThat(plan.steps())
        .extracting(StepPlan::seen)
        .containsExactly(Seen.SATISFIED, Seen.DIFFERS);
    assertThat(plan.steps().getLast())
        .satisfies(
            step -> assertThat(step.current()).isEqualTo(","),
            step -> assertThat(step.wanted()).isEqualTo("new,new"));
    assertThat(world.settings).isEqualTo(before);
  }

  @Test
  void the_same_world_gives_the_same_hash_and_another_one_another_with_what_moved() {
    // Given
    var old = plan("export", "network");
    assertThat(plan("export", "network").hash()).isEqualTo(old.hash());
    // When
    done("network");
    var now = plan("export", "network");
    // Then
    assertThat(now.hash()).isNotEqualTo(old.hash());
    assertThat(PlanHash.moved(old, now)).containsExactly("network: was DIFFERS: ,; is SATISFIED");
  }

  @Test
  void a_step_that_is_none_any_more_or_is_new_has_moved() {
    var old = plan("export", "model");
    var now = plan("export", "network");
    assertThat(PlanHash.moved(old, now))
        .containsExactly("network: was no step; is DIFFERS: ,", "model: is no step any more");
  }

  @ParameterizedTest
  @MethodSource("moves")
  void what_a_step_sees_otherwise_has_moved(Step was, Step is, String moved) {
    var old = Planner.plan("abc", List.of(step(was)));
    var now = Planner.plan("abc", List.of(step(is)));
    assertThat(now.hash()).isNotEqualTo(old.hash());
    assertThat(PlanHash.moved(old, now)).containsExactly(moved);
  }

  static Stream<Arguments> moves() {
    return Stream.of(
        arguments(wants("1"), wants("2"), "seen: wanted 1; wants 2"),
        arguments(
            interrupts("[whoami]"),
            interrupts("[who2, whoami]"),
            "seen: would interrupt [whoami]; now interrupts [who2, whoami]"),
        arguments(
            blocked("no memory"),
            blocked("no node"),
            "seen: was BLOCKED: bad-input, no memory; is BLOCKED: bad-input, no node"));
  }

  @Test
  void what_a_step_does_to_it_is_told_by_the_step() {
    var makes = new Observation.Differs("0", "1").making(true);
    var takes = new Observation.Differs("no longer wanted", "none").takingAway(true);
    var changes = new Observation.Differs("none of those", "1").making(false).takingAway(false);
    assertThat(
            Planner.plan("abc", List.of(step(sees(makes)), step(sees(takes)), step(sees(changes))))
                .steps())
        .extracting(StepPlan::change)
        .containsExactly(
            Observation.Change.MAKES, Observation.Change.TAKES_AWAY, Observation.Change.CHANGES);
  }

  @Test
  void another_desired_state_is_another_plan_though_every_step_sees_the_same() {
    var old = Planner.plan("abc", List.of(step(wants("1"))));
    var now = Planner.plan("xyz", List.of(step(wants("1"))));
    assertThat(now.hash()).isNotEqualTo(old.hash());
    assertThat(PlanHash.moved(old, now))
        .containsExactly("cluster.yaml changed; every step sees the same");
  }

  @Test
  void what_cannot_be_seen_is_later_after_a_difference_and_blocked_without_one() {
    var first = Planner.plan("abc", List.of(step(unseen())));
    var second = Planner.plan("abc", List.of(step(world.new Pair("swarm")), step(unseen())));
    assertThat(first.steps()).extracting(StepPlan::seen).containsExactly(Seen.BLOCKED);
    assertThat(second.steps().getLast().seen()).isEqualTo(Seen.LATER);
    assertThat(second.steps().getLast().problem()).isNotNull();
  }

  private RolloutPlan plan(String... names) {
    return Planner.plan(
        "abc", java.util.Arrays.stream(names).map(name -> step(world.new Pair(name))).toList());
  }

  private static Step wants(String wanted) {
    return sees(new Observation.Differs("0", wanted));
  }

  private static Step interrupts(String routers) {
    return new Look(() -> new Observation.Differs("0", "1"), Optional.of(routers));
  }

  private static Step blocked(String why) {
    return sees(new Observation.Blocked(ProblemCode.BAD_INPUT.problem(why)));
  }

  private static Step unseen() {
    return new Look(
        () -> {
          throw ProblemCode.SWARM_NOT_MANAGER.exception("no Swarm");
        },
        Optional.empty());
  }

  private static Step sees(Observation observation) {
    return new Look(() -> observation, Optional.empty());
  }

  private static PlannedStep step(Step step) {
    return new PlannedStep(Phase.STORE, step, false);
  }

  private void done(String name) {
    world.settings.put(name + ".1", "new");
    world.settings.put(name + ".2", "new");
  }

  /** A step that is only looked at. */
  private record Look(Supplier<Observation> look, Optional<String> interruption) implements Step {
    @Override
    public String id() {
      return "seen";
    }

    @Override
    public String title() {
      return "seen";
    }

    @Override
    public Observation observe() {
      return look.get();
    }

    @Override
    public void apply() {
      throw new IllegalStateException("a plan changes nothing");
    }
  }
}
