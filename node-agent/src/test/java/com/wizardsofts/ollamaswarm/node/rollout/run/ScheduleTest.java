package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld.Killed;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Thousands of schedules of kills, torn lines of the journal, cancels and all that a {@link
 * SimulatedNetwork} does. Each one follows from its seed, which a failure names; {@code
 * -Dschedule.seed=N} replays that one.
 */
class ScheduleTest {
  private static final int SCHEDULES = 3000;
  private static final int LIVES = 200;
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();
  private static final NodeAgentConfig CONFIG = NodeAgentConfigTest.config(Map.of());

  /** How often what happened, in all schedules. */
  private final Map<String, Integer> happened = new TreeMap<>();

  @Test
  void whatever_happens_the_rollout_ends_and_its_rollback_leaves_the_world_as_before() {
    var replayed = Long.getLong("schedule.seed");
    if (replayed != null) {
      run(replayed);
      return;
    }
    var first = new Random().nextLong();
    for (long seed = first; seed < first + SCHEDULES; seed++) {
      run(seed);
    }
    assertThat(happened)
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

  @Test
  void the_same_seed_is_the_same_schedule() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(run(seed)).as("seed %d", seed).isEqualTo(run(seed));
    }
  }

  /** The journal in the end. */
  private String run(long seed) {
    try {
      return new Schedule(seed).run();
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private final class Schedule {
    private final long seed;
    private final Random random;
    private final SimulatedWorld world = new SimulatedWorld();
    private final SimulatedNetwork network;
    private final SimulatedDisk disk;
    private final List<PlannedStep> steps =
        List.of(
            new PlannedStep(Phase.STORE, world.new Pair("export"), false),
            new PlannedStep(Phase.DEPLOY, world.new Pair("cut-over"), true),
            new PlannedStep(Phase.DEPLOY, world.new Pair("gateway"), true),
            new PlannedStep(Phase.DEPLOY, world.new Served("answer"), false),
            new PlannedStep(Phase.PROVE, world.new Pair("scale"), false));
    private final String id;
    private EventLogs logs;

    Schedule(long seed) {
      this.seed = seed;
      random = new Random(seed);
      network = new SimulatedNetwork(world.settings, random, this::happens);
      disk = new SimulatedDisk(world, random, this::happens);
      world.settings.putAll(Map.of("cut-over.1", "always", "cut-over.2", "running"));
      logs = started();
      id = logs.begin("abc", "").rollout();
    }

    String run() {
      var before = Map.copyOf(world.settings);
      world.over(network);
      live();
      for (int cancels = 0; state() == State.CANCELLED; cancels++) {
        assertThat(cancels).as("cancels of seed %d", seed).isLessThan(LIVES);
        happens("a cancel");
        logs.get(id).add(Kind.RESUMED, null, null);
        live();
      }
      assertThat(state()).as("seed %d", seed).isIn(State.DONE, State.FAILED);
      happens(state().name());
      if (state() == State.DONE) {
        assertThat(world.settings.values()).as("seed %d", seed).containsOnly("new");
      }
      for (int attempt = 0; state() != State.ROLLED_BACK; attempt++) {
        assertThat(attempt).as("rollbacks of seed %d", seed).isLessThan(LIVES);
        logs.get(id).add(Kind.ROLLBACK, null, null);
        live();
      }
      var after = new TreeMap<>(world.settings);
      after.values().removeIf(String::isEmpty);
      assertThat(after).as("seed %d", seed).isEqualTo(before);
      return journal().toString();
    }

    /** The lead, killed and started until the order has ended. */
    private void live() {
      for (int life = 0; !hasEnded(); life++) {
        assertThat(life).as("lives of seed %d", seed).isLessThan(LIVES);
      }
    }

    private boolean hasEnded() {
      world.killAt(1 + random.nextInt(80));
      world.orderAt(1 + random.nextInt(400));
      try {
        goOn();
        return true;
      } catch (Killed e) {
        happens("a kill");
        world.start();
        var _ = journal();
        logs = started();
        return false;
      } finally {
        world.killAt(0);
      }
    }

    private void goOn() {
      var log = logs.get(id);
      if (log.state() == State.INTERRUPTED) {
        log.add(Kind.RESUMED, null, null);
      }
      if (log.hasEnded()) {
        return; // killed when that was on the disk
      }
      world.order = log::cancel;
      var runner = new StepRunner(CLOCK);
      var patience = network.patience();
      var run =
          Rollback.began(log.events())
              ? new Rollback(steps, Optional.empty(), runner, patience, log)
              : new Rollout(steps, runner, patience, () -> new CountedChanges(Map.of()), log);
      run.run();
    }

    /** A lead that has just been started knows no more than its disk. */
    private EventLogs started() {
      return new EventLogs(new Journal(disk, JSON), new KnownLead(disk), CONFIG, CLOCK);
    }

    private State state() {
      return logs.get(id).state();
    }

    private List<RolloutEvent> journal() {
      var history = new Journal(disk, JSON).read(id);
      assertThat(history.damaged()).as("damaged lines of seed %d", seed).isEmpty();
      return history.events();
    }

    private void happens(String what) {
      happened.merge(what, 1, Integer::sum);
    }
  }
}
