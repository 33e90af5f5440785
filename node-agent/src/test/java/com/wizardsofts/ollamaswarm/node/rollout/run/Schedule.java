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
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
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
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A rollout and its rollback as a seed has them: the lead is killed, started again and told to
 * cancel until each has ended, and a {@link SimulatedNetwork} is between it and the servers.
 */
final class Schedule {
  private static final int LIVES = 200;
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();
  private static final NodeAgentConfig CONFIG = NodeAgentConfigTest.config(Map.of());

  final Random random;
  final SimulatedWorld world;
  final SimulatedNetwork network;
  final SimulatedDisk disk;
  private final int life;
  private final Consumer<String> happened;
  private final Function<EventLog, List<PlannedStep>> steps;
  private final String id;
  private EventLogs logs;

  /**
   * @param life the most points until a kill
   * @param happened told what happens
   * @param steps of the rollout with this log, as a lead that has just been started makes them
   */
  Schedule(
      long seed,
      SimulatedWorld world,
      int life,
      Consumer<String> happened,
      Function<EventLog, List<PlannedStep>> steps) {
    this.random = new Random(seed);
    this.world = world;
    this.life = life;
    this.happened = happened;
    this.steps = steps;
    network = new SimulatedNetwork(random, happened);
    disk = new SimulatedDisk(world, random, happened);
    logs = started();
    id = logs.begin("abc", "").rollout();
  }

  /** Has the rollout end, well or not. */
  void rollOut() {
    live();
    for (int cancels = 0; state() == State.CANCELLED; cancels++) {
      assertThat(cancels).as("cancels").isLessThan(LIVES);
      happened.accept("a cancel");
      logs.get(id).add(Kind.RESUMED, null, null);
      live();
    }
    assertThat(state()).isIn(State.DONE, State.FAILED);
    happened.accept(state().name());
  }

  /** Has everything put back, ordered as often as that takes. */
  void rollBack() {
    for (int attempt = 0; state() != State.ROLLED_BACK; attempt++) {
      assertThat(attempt).as("rollbacks").isLessThan(LIVES);
      logs.get(id).add(Kind.ROLLBACK, null, null);
      live();
    }
  }

  /** The lead, killed and started until the order has ended. */
  private void live() {
    for (int lives = 0; !hasEnded(); lives++) {
      assertThat(lives).as("lives").isLessThan(LIVES);
    }
  }

  private boolean hasEnded() {
    world.killAt(1 + random.nextInt(life));
    world.orderAt(1 + random.nextInt(5 * life));
    try {
      goOn();
      return true;
    } catch (Killed e) {
      happened.accept("a kill");
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
    var plan = steps.apply(log);
    var runner = new StepRunner(CLOCK);
    var patience = network.patience();
    var run =
        Rollback.began(log.events())
            ? new Rollback(plan, Optional.empty(), runner, patience, log)
            : new Rollout(plan, runner, patience, () -> new CountedChanges(Map.of()), log);
    run.run();
  }

  /** A lead that has just been started knows no more than its disk. */
  private EventLogs started() {
    return new EventLogs(new Journal(disk, JSON), new KnownLead(disk), CONFIG, CLOCK);
  }

  State state() {
    return logs.get(id).state();
  }

  /** What is on the disk. */
  List<RolloutEvent> journal() {
    var history = new Journal(disk, JSON).read(id);
    assertThat(history.damaged()).as("damaged lines").isEmpty();
    return history.events();
  }
}
