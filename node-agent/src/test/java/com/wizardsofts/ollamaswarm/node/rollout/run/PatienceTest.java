package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final StepOutcome AWAY =
      new StepOutcome.Failed(ProblemCode.AGENT_UNREACHABLE.problem("s80"));
  private static final Patience UNFITTING =
      new Patience(new Await(), Duration.ofMinutes(1), Duration.ofMillis(1))
          .looking(
              () -> {
                throw ProblemCode.AGENT_VERSION.exception("s80 is 1.6.0");
              });

  @Test
  void what_keeps_who_is_back_from_having_orders_is_how_the_step_ends() {
    // Given
    var tries = new ArrayList<String>();
    // When
    var outcome =
        UNFITTING.after(
            AWAY,
            () -> {
              tries.add("again");
              return new StepOutcome.AlreadyDone("there");
            },
            _ -> {});
    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            StepOutcome.Failed.class,
            failed -> assertThat(failed.problem().code()).isEqualTo("agent.version"));
    assertThat(tries).isEmpty();
  }

  @Test
  void it_does_not_keep_a_failing_rollout_from_giving_back_what_it_took() {
    // Given: Docker is away when that is given back
    var world = new SimulatedWorld();
    var log = SimulatedServers.log();
    var steps =
        List.of(
            new PlannedStep(Phase.DEPLOY, world.new Pair("cut-over"), true),
            new PlannedStep(Phase.DEPLOY, world.new Broken("answer"), false));
    var orders = new ArrayList<String>();
    world.orderAt(11);
    world.order =
        () -> {
          orders.add(world.settings.toString());
          throw ProblemCode.DOCKER_UNREACHABLE.exception("no answer");
        };
    // When
    new Rollout(
            steps,
            new StepRunner(Clock.systemUTC()),
            UNFITTING,
            () -> new CountedChanges(Map.of()),
            log)
        .run();
    // Then
    assertThat(orders).containsExactly("{cut-over.1=new, cut-over.2=new}");
    assertThat(world.settings)
        .containsOnly(Map.entry("cut-over.1", ""), Map.entry("cut-over.2", ""));
  }
}
