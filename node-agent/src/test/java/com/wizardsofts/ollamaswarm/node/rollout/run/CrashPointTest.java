package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld.Killed;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The lead is killed at every write of the journal and every call of a step, and starts again. */
class CrashPointTest {
  private static final Function<SimulatedWorld, List<PlannedStep>> GOOD =
      world ->
          List.of(
              new PlannedStep(Phase.STORE, world.new Pair("export"), false),
              new PlannedStep(Phase.DEPLOY, world.new Pair("model"), false, "models"),
              new PlannedStep(Phase.DEPLOY, world.new Pair("network"), false, "network"),
              new PlannedStep(Phase.DEPLOY, world.new Pair("image"), false, "images"),
              new PlannedStep(Phase.DEPLOY, world.new Pair("cut-over"), true),
              new PlannedStep(Phase.DEPLOY, world.new Pair("gateway"), true),
              new PlannedStep(Phase.DEPLOY, world.new Served("answer"), false),
              new PlannedStep(Phase.PROVE, world.new Pair("scale"), false));
  private static final Function<SimulatedWorld, List<PlannedStep>> FAILING =
      world ->
          List.of(
              new PlannedStep(Phase.STORE, world.new Pair("export"), false),
              new PlannedStep(Phase.DEPLOY, world.new Pair("cut-over"), true),
              new PlannedStep(Phase.DEPLOY, world.new Pair("gateway"), true),
              new PlannedStep(Phase.DEPLOY, world.new Broken("answer"), false));

  @Test
  void a_rollout_killed_anywhere_ends_as_an_undisturbed_one() {
    assertThat(survivesEveryPoint(GOOD, State.DONE)).isGreaterThan(50);
  }

  @Test
  void a_failing_rollout_killed_anywhere_gives_back_what_an_undisturbed_one_does() {
    assertThat(survivesEveryPoint(FAILING, State.FAILED)).isGreaterThan(50);
  }

  @Test
  void a_rollout_killed_twice_ends_as_an_undisturbed_one() {
    var calm = begun();
    finish(calm, GOOD);
    for (int first = 1; first <= calm.points(); first += 7) {
      for (int second = 1; second <= calm.points(); second += 5) {
        var world = begun();
        killedAt(first, world, GOOD);
        killedAt(second, world, GOOD);
        finish(world, GOOD);
        assertThat(world.settings).as("%d, then %d", first, second).isEqualTo(calm.settings);
      }
    }
  }

  @Test
  void a_rollback_killed_anywhere_leaves_the_world_as_before_the_rollout() {
    var before = Map.copyOf(begun().settings);
    var calm = rolledOut();
    finish(calm, GOOD);
    var points = calm.points();
    assertThat(points).isGreaterThan(30);
    for (int point = 1; point <= points; point++) {
      var world = rolledOut();
      killedAt(point, world, GOOD);
      finish(world, GOOD);
      assertThat(present(world)).as("killed at %d", point).isEqualTo(before);
      assertThat(Report.state(world.disk).state()).isEqualTo(State.ROLLED_BACK);
    }
  }

  @Test
  void a_rollout_killed_anywhere_and_then_rolled_back_leaves_the_world_as_before() {
    var before = Map.copyOf(begun().settings);
    var calm = begun();
    finish(calm, GOOD);
    for (int point = 1; point <= calm.points(); point++) {
      var world = begun();
      killedAt(point, world, GOOD);
      log(world).add(Kind.ROLLBACK, null, null);
      finish(world, GOOD);
      assertThat(present(world)).as("killed at %d", point).isEqualTo(before);
    }
  }

  @Test
  void a_rollback_ends_at_what_cannot_be_undone_and_goes_on_there_when_it_can() {
    var before = Map.copyOf(begun().settings);
    var world = rolledOut();
    world.stuck = "gateway.1";
    finish(world, GOOD);
    assertThat(Report.state(world.disk))
        .satisfies(
            state -> assertThat(state.state()).isEqualTo(State.ROLLBACK_FAILED),
            state -> assertThat(state.problem()).extracting("code").isEqualTo("program.failed"));
    assertThat(world.settings).containsEntry("cut-over.2", "new").containsEntry("scale.1", "");
    world.stuck = "";
    log(world).add(Kind.ROLLBACK, null, null);
    finish(world, GOOD);
    assertThat(present(world)).isEqualTo(before);
  }

  @Test
  void a_rollout_cancelled_anywhere_and_killed_serves_clients_and_then_goes_on_to_its_end() {
    var calm = begun();
    finish(calm, GOOD);
    int cancelled = 0;
    for (int cancel = 1; cancel <= calm.points(); cancel++) {
      for (int kill = 1; kill <= calm.points(); kill += 4) {
        var world = cancelled(cancel, kill);
        if (Report.state(world.disk).state() == State.CANCELLED) {
          cancelled++;
          assertThat(served(world)).as("cancelled at %d, killed at %d", cancel, kill).isTrue();
          log(world).add(Kind.RESUMED, null, null);
          finish(world, GOOD);
        }
        assertThat(Report.state(world.disk).state()).isEqualTo(State.DONE);
        assertThat(world.settings).as("%d, %d", cancel, kill).isEqualTo(calm.settings);
      }
    }
    assertThat(cancelled).isGreaterThan(500);
  }

  @Test
  void a_rollout_cancelled_anywhere_and_killed_is_rolled_back_to_the_world_before() {
    var before = Map.copyOf(begun().settings);
    for (int cancel = 1; cancel <= 60; cancel++) {
      for (int kill = 1; kill <= 60; kill += 4) {
        var world = cancelled(cancel, kill);
        log(world).add(Kind.ROLLBACK, null, null);
        finish(world, GOOD);
        assertThat(Report.state(world.disk).state()).isEqualTo(State.ROLLED_BACK);
        assertThat(present(world)).as("%d, %d", cancel, kill).isEqualTo(before);
      }
    }
  }

  @Test
  void a_rollback_cancelled_anywhere_goes_on_backwards() {
    var before = Map.copyOf(begun().settings);
    for (int point = 1; point <= 30; point++) {
      var world = rolledOut();
      world.orderAt(point);
      finish(world, GOOD);
      assertThat(Report.state(world.disk).state())
          .as("cancelled at %d", point)
          .isIn(State.CANCELLED, State.ROLLED_BACK);
      log(world).add(Kind.RESUMED, null, null);
      finish(world, GOOD);
      assertThat(present(world)).as("cancelled at %d", point).isEqualTo(before);
    }
  }

  @Test
  void a_rollback_to_a_phase_killed_anywhere_leaves_that_phase_and_what_is_left_goes_back_later() {
    var before = Map.copyOf(begun().settings);
    for (int point = 1; point <= 40; point++) {
      var world = begun();
      finish(world, GOOD);
      log(world).add(Kind.ROLLBACK, "store", null);
      killedAt(point, world, GOOD);
      world.killAt(0);
      finish(world, GOOD);
      assertThat(Report.state(world.disk).state())
          .as("killed at %d", point)
          .isEqualTo(State.PARTLY_ROLLED_BACK);
      assertThat(present(world))
          .containsEntry("export.2", "new")
          .containsEntry("cut-over.2", "running")
          .doesNotContainKeys("gateway.1", "answer.1", "scale.1");
      log(world).add(Kind.ROLLBACK, null, null);
      finish(world, GOOD);
      assertThat(Report.state(world.disk).state()).isEqualTo(State.ROLLED_BACK);
      assertThat(present(world)).as("killed at %d", point).isEqualTo(before);
    }
  }

  /** A rollout that was cancelled at one point and killed at another, and has ended. */
  private static SimulatedWorld cancelled(int cancel, int kill) {
    var world = begun();
    world.orderAt(cancel);
    killedAt(kill, world, GOOD);
    world.killAt(0);
    finish(world, GOOD);
    return world;
  }

  /** The old container runs, or the new service was seen to answer. */
  private static boolean served(SimulatedWorld world) {
    return "running".equals(world.settings.get("cut-over.2"))
        || "new".equals(world.settings.get("answer.2"));
  }

  /** The lead's world after a rollout, at the moment when a rollback is ordered. */
  private static SimulatedWorld rolledOut() {
    var world = begun();
    finish(world, GOOD);
    log(world).add(Kind.ROLLBACK, null, null);
    world.forgetPoints();
    return world;
  }

  private static Map<String, String> present(SimulatedWorld world) {
    var settings = new TreeMap<>(world.settings);
    settings.values().removeIf(String::isEmpty);
    return settings;
  }

  private static int survivesEveryPoint(
      Function<SimulatedWorld, List<PlannedStep>> plan, State end) {
    var calm = begun();
    finish(calm, plan);
    for (int point = 1; point <= calm.points(); point++) {
      var world = begun();
      killedAt(point, world, plan);
      finish(world, plan);
      assertThat(world.settings).as("settings, killed at %d", point).isEqualTo(calm.settings);
      assertThat(Report.state(world.disk).state()).as("killed at %d", point).isEqualTo(end);
      assertThat(outcomes(world)).as("outcomes, killed at %d", point).isEqualTo(outcomes(calm));
    }
    return calm.points();
  }

  private static SimulatedWorld begun() {
    var world = new SimulatedWorld();
    world.settings.put("cut-over.1", "policy always");
    world.settings.put("cut-over.2", "running");
    log(world).add(Kind.BEGAN, null, null);
    world.forgetPoints();
    return world;
  }

  private static void killedAt(
      int point, SimulatedWorld world, Function<SimulatedWorld, List<PlannedStep>> plan) {
    world.killAt(point);
    try {
      finish(world, plan);
    } catch (Killed e) {
      assertThat(Report.state(world.disk)).isNotNull();
    }
  }

  /**
   * What the lead does when it starts: goes on with the journal's rollout when it has not ended.
   */
  private static void finish(
      SimulatedWorld world, Function<SimulatedWorld, List<PlannedStep>> plan) {
    if (Report.state(world.disk).state() == State.RUNNING) {
      var log = log(world);
      world.order = log::cancel;
      var run =
          Rollback.began(log.events())
              ? new Rollback(
                  plan.apply(world),
                  Optional.empty(),
                  new StepRunner(Clock.systemUTC()),
                  new Patience(new Await(), Duration.ZERO, Duration.ZERO),
                  log)
              : new Rollout(
                  plan.apply(world),
                  new StepRunner(Clock.systemUTC()),
                  new Patience(new Await(), Duration.ZERO, Duration.ZERO),
                  () -> new CountedChanges(Map.of()),
                  log);
      run.run();
    }
  }

  private static EventLog log(SimulatedWorld world) {
    world.start();
    return new EventLog("r-1", "abc", List.copyOf(world.disk), Clock.systemUTC(), world::write);
  }

  private static List<String> outcomes(SimulatedWorld world) {
    return Report.state(world.disk).steps().stream().map(CrashPointTest::outcome).sorted().toList();
  }

  private static String outcome(StepState step) {
    return step.id() + " " + step.outcome();
  }
}
