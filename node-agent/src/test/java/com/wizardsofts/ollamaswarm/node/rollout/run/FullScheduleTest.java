package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Lanes;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules of the real steps of whole rollouts. */
class FullScheduleTest extends SimulatedRollouts {
  private static final int SCHEDULES = 120;
  private static final Set<String> AWAY = Set.of("agent.unreachable", "docker.unreachable");

  private final Schedules schedules = new Schedules();
  private Map<String, String> undisturbed = Map.of();

  @BeforeEach
  void nothing_happens() {
    var calm = begun(BEFORE);
    live(calm, new Fix(List.of()), "adopt");
    assertThat(calm.state()).isEqualTo(State.DONE);
    undisturbed = Map.copyOf(calm.servers().settings);
  }

  @Test
  void whatever_happens_the_rollout_ends_and_its_rollback_leaves_the_servers_as_before() {
    if (schedules.run(SCHEDULES, this::run)) {
      assertThat(schedules.happened)
          .containsOnlyKeys(
              "DONE",
              "FAILED",
              "a Docker that goes",
              "a cancel",
              "a kill",
              "a late order",
              "a lost answer",
              "a lost order",
              "a silence",
              "a torn line",
              "an order twice")
          .allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThan(SCHEDULES / 100));
    }
  }

  @Test
  void the_same_seed_is_the_same_schedule() {
    Schedules.repeat(5, this::run);
  }

  /** What is told of each event but how long requests took, which is real time. */
  private String run(long seed) {
    var points = new SimulatedWorld();
    var worlds = new ArrayList<World>();
    var schedule =
        new Schedule(
            seed,
            points,
            400,
            schedules::happens,
            log -> inTurn(plan(worlds.getFirst(), log, "adopt"), new Random(seed)));
    var network = schedule.network;
    var world = world(BEFORE, points, schedule.disk, network.await());
    worlds.add(world);
    var servers = world.servers();
    servers.way = new DisturbedWay(servers, network);
    servers.call =
        () -> {
          points.call();
          network.engine();
        };
    schedule.rollOut();
    if (schedule.state() == State.DONE) {
      assertThat(servers.settings).isEqualTo(undisturbed);
    } else {
      var problem = Objects.requireNonNull(Report.state(schedule.journal()).problem());
      assertThat(problem.code()).isIn(AWAY);
      assertThat(network.unanswered()).isPositive();
    }
    schedule.rollBack();
    var left = new HashMap<>(servers.settings);
    left.keySet().removeIf(key -> key.startsWith("model ") || key.startsWith("image "));
    assertThat(left).isEqualTo(BEFORE);
    return schedule.journal().stream().map(FullScheduleTest::told).collect(Collectors.joining());
  }

  private static String told(RolloutEvent event) {
    return "%d %s %s %s\n".formatted(event.number(), event.kind(), event.step(), event.problem());
  }

  /**
   * What runs at the same time comes one after another here, in an order of the seed's: it would
   * not be the same again.
   */
  private static List<PlannedStep> inTurn(List<PlannedStep> plan, Random random) {
    var steps = new ArrayList<PlannedStep>();
    for (var part : Lanes.of(plan)) {
      var lanes = new ArrayList<>(part.lanes());
      Collections.shuffle(lanes, random);
      lanes.forEach(
          lane ->
              lane.forEach(
                  step ->
                      steps.add(new PlannedStep(step.phase(), step.step(), step.interrupts()))));
    }
    return steps;
  }
}
