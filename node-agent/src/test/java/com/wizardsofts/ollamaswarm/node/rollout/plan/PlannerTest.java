package com.wizardsofts.ollamaswarm.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

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

  @Test
  void what_is_wanted_otherwise_has_moved() {
    var old = Planner.plan("abc", List.of(step(new Wants("1"))));
    var now = Planner.plan("xyz", List.of(step(new Wants("2"))));
    assertThat(PlanHash.moved(old, now)).containsExactly("image: wanted 1; wants 2");
  }

  @Test
  void what_a_step_does_to_it_is_told_by_the_step() {
    var makes = new Observation.Differs("0", "1").making(true);
    var takes = new Observation.Differs("no longer wanted", "none").takingAway(true);
    var changes = new Observation.Differs("none of those", "1").making(false).takingAway(false);
    assertThat(
            Planner.plan(
                    "abc",
                    List.of(step(new Sees(makes)), step(new Sees(takes)), step(new Sees(changes))))
                .steps())
        .extracting(StepPlan::change)
        .containsExactly(
            Observation.Change.MAKES, Observation.Change.TAKES_AWAY, Observation.Change.CHANGES);
  }

  @Test
  void what_clients_would_miss_otherwise_has_moved() {
    var old = Planner.plan("abc", List.of(step(new Interrupts("[whoami]"))));
    var now = Planner.plan("abc", List.of(step(new Interrupts("[who2, whoami]"))));
    assertThat(now.hash()).isNotEqualTo(old.hash());
    assertThat(PlanHash.moved(old, now))
        .containsExactly("gateway: would interrupt [whoami]; now interrupts [who2, whoami]");
  }

  @Test
  void what_is_blocked_by_something_else_has_moved() {
    var old = Planner.plan("abc", List.of(step(blocked("no memory"))));
    var now = Planner.plan("abc", List.of(step(blocked("no node"))));
    assertThat(now.hash()).isNotEqualTo(old.hash());
    assertThat(PlanHash.moved(old, now))
        .containsExactly("room: was BLOCKED: bad-input, no memory; is BLOCKED: bad-input, no node");
  }

  @Test
  void another_desired_state_is_another_plan_though_every_step_sees_the_same() {
    var old = Planner.plan("abc", List.of(step(new Wants("1"))));
    var now = Planner.plan("xyz", List.of(step(new Wants("1"))));
    assertThat(now.hash()).isNotEqualTo(old.hash());
    assertThat(PlanHash.moved(old, now))
        .containsExactly("cluster.yaml changed; every step sees the same");
  }

  @Test
  void what_cannot_be_seen_is_later_after_a_difference_and_blocked_without_one() {
    var first = Planner.plan("abc", List.of(step(new Unseen())));
    var second = Planner.plan("abc", List.of(step(world.new Pair("swarm")), step(new Unseen())));
    assertThat(first.steps()).extracting(StepPlan::seen).containsExactly(Seen.BLOCKED);
    assertThat(second.steps().getLast().seen()).isEqualTo(Seen.LATER);
    assertThat(second.steps().getLast().problem()).isNotNull();
  }

  private RolloutPlan plan(String... names) {
    return Planner.plan(
        "abc", java.util.Arrays.stream(names).map(name -> step(world.new Pair(name))).toList());
  }

  private static Step blocked(String why) {
    return new Sees(new Observation.Blocked(ProblemCode.BAD_INPUT.problem(why)));
  }

  private static PlannedStep step(Step step) {
    return new PlannedStep(Phase.STORE, step, false);
  }

  private void done(String name) {
    world.settings.put(name + ".1", "new");
    world.settings.put(name + ".2", "new");
  }

  private record Interrupts(String routers) implements Step {
    @Override
    public String id() {
      return "gateway";
    }

    @Override
    public String title() {
      return "gateway";
    }

    @Override
    public Observation observe() {
      return new Observation.Differs("0", "1", "");
    }

    @Override
    public Optional<String> interruption() {
      return Optional.of(routers);
    }

    @Override
    public void apply() {}
  }

  private record Sees(Observation observe) implements Step {
    @Override
    public String id() {
      return "room";
    }

    @Override
    public String title() {
      return "room";
    }

    @Override
    public void apply() {}
  }

  private record Wants(String wanted) implements Step {
    @Override
    public String id() {
      return "image";
    }

    @Override
    public String title() {
      return "image";
    }

    @Override
    public Observation observe() {
      return new Observation.Differs("0", wanted, "");
    }

    @Override
    public void apply() {}
  }

  private static final class Unseen implements Step {
    @Override
    public String id() {
      return "label";
    }

    @Override
    public String title() {
      return "label";
    }

    @Override
    public Observation observe() {
      throw ProblemCode.SWARM_NOT_MANAGER.exception("no Swarm");
    }

    @Override
    public void apply() {}
  }
}
