package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
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
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Thousands of schedules of kills, cancels and lost answers. Each one follows from its seed, which
 * a failure names; {@code -Dschedule.seed=N} replays that one.
 */
class ScheduleTest {
  private static final int SCHEDULES = 3000;
  private static final int LIVES = 200;

  @Test
  void whatever_happens_the_rollout_ends_and_its_rollback_leaves_the_world_as_before() {
    var replayed = Long.getLong("schedule.seed");
    if (replayed != null) {
      schedule(replayed);
      return;
    }
    var first = new Random().nextLong();
    for (long seed = first; seed < first + SCHEDULES; seed++) {
      schedule(seed);
    }
  }

  private static void schedule(long seed) {
    var random = new Random(seed);
    var world = new SimulatedWorld();
    world.settings.putAll(Map.of("cut-over.1", "always", "cut-over.2", "running"));
    var before = Map.copyOf(world.settings);
    world.disturbedBy(random);
    order(Kind.BEGAN, world);
    live(world, random, seed);
    var state = Report.state(world.disk).state();
    for (int cancels = 0; state == State.CANCELLED; cancels++) {
      assertThat(cancels).as("cancels of seed %d", seed).isLessThan(LIVES);
      order(Kind.RESUMED, world);
      live(world, random, seed);
      state = Report.state(world.disk).state();
    }
    assertThat(state).as("seed %d", seed).isIn(State.DONE, State.FAILED);
    if (state == State.DONE) {
      assertThat(world.settings.values()).as("seed %d", seed).containsOnly("new");
    }
    for (int attempt = 0; Report.state(world.disk).state() != State.ROLLED_BACK; attempt++) {
      assertThat(attempt).as("rollbacks of seed %d", seed).isLessThan(LIVES);
      order(Kind.ROLLBACK, world);
      live(world, random, seed);
    }
    var after = new TreeMap<>(world.settings);
    after.values().removeIf(String::isEmpty);
    assertThat(after).as("seed %d", seed).isEqualTo(before);
  }

  /** The lead, killed and started until the order has ended. */
  private static void live(SimulatedWorld world, Random random, long seed) {
    for (int life = 0; Report.state(world.disk).state() == State.RUNNING; life++) {
      assertThat(life).as("lives of seed %d", seed).isLessThan(LIVES);
      world.killAt(1 + random.nextInt(80));
      world.orderAt(1 + random.nextInt(400));
      try {
        start(world);
      } catch (Killed e) {
        assertThat(e).hasMessageContaining("killed");
      }
    }
    world.killAt(0);
  }

  private static void start(SimulatedWorld world) {
    var log = log(world);
    world.order = log::cancel;
    var steps =
        List.of(
            new PlannedStep(Phase.STORE, world.new Pair("export"), false),
            new PlannedStep(Phase.DEPLOY, world.new Pair("cut-over"), true),
            new PlannedStep(Phase.DEPLOY, world.new Pair("gateway"), true),
            new PlannedStep(Phase.DEPLOY, world.new Served("answer"), false),
            new PlannedStep(Phase.PROVE, world.new Pair("scale"), false));
    var run =
        Rollback.began(log.events())
            ? new Rollback(
                steps,
                Optional.empty(),
                new StepRunner(Clock.systemUTC()),
                new Patience(new Await(), Duration.ZERO, Duration.ZERO),
                log)
            : new Rollout(
                steps,
                new StepRunner(Clock.systemUTC()),
                new Patience(new Await(), Duration.ZERO, Duration.ZERO),
                () -> new CountedChanges(Map.of()),
                log);
    run.run();
  }

  private static void order(Kind kind, SimulatedWorld world) {
    world.killAt(0);
    log(world).add(kind, null, null);
  }

  private static EventLog log(SimulatedWorld world) {
    world.start();
    return new EventLog("r-1", "abc", List.copyOf(world.disk), Clock.systemUTC(), world::write);
  }
}
