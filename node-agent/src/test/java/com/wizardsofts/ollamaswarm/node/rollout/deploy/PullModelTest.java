package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.CountedChanges;
import com.wizardsofts.ollamaswarm.node.rollout.run.Patience;
import com.wizardsofts.ollamaswarm.node.rollout.run.Rollout;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PullModelTest {
  private final SimulatedServers servers = new SimulatedServers();
  private final EventLog log = SimulatedServers.log();
  private final PullModel step =
      new PullModel(SimulatedServers.STORE, "mistral:7b", servers.agents(), log, new Await());

  @ParameterizedTest
  @EnumSource(names = {"NOT_FOUND", "AGENT_UNREACHABLE", "OPERATION_LOST"})
  void a_pull_whose_agent_is_started_anew_is_begun_again(ProblemCode seen) {
    // Given
    servers.operation.add(() -> SimulatedServers.operation(Operation.State.RUNNING));
    servers.operation.add(
        () -> {
          throw seen.exception("there is no operation o since the agent's start");
        });
    var patience = new Patience(new Await(), Duration.ofMinutes(1), Duration.ofMillis(1));
    // When
    rollout(patience).run();
    // Then
    assertThat(log.events()).extracting("kind").endsWith(Kind.CHANGED, Kind.DONE);
    assertThat(servers.settings).containsKey("model mistral:7b");
  }

  @Test
  void progress_that_stands_still_is_journaled_once() {
    // Given
    for (int look = 0; look < 3; look++) {
      servers.operation.add(() -> SimulatedServers.operation(Operation.State.RUNNING));
    }
    // When
    step.apply();
    // Then
    assertThat(servers.operation).isEmpty();
    assertThat(log.events()).filteredOn(event -> event.kind() == Kind.NOTE).hasSize(1);
  }

  @Test
  void a_pull_that_somebody_cancelled_is_not_begun_again() {
    servers.operation.add(() -> SimulatedServers.operation(Operation.State.CANCELLED));
    assertThatThrownBy(step::apply)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().is(ProblemCode.MODEL_PULL_FAILED)).isTrue());
  }

  @Test
  void a_pull_of_a_cancelled_rollout_ends_at_once_and_is_made_when_that_is_resumed() {
    // Given
    servers.operation.add(
        () -> {
          log.cancel();
          return SimulatedServers.operation(Operation.State.RUNNING);
        });
    var patience = new Patience(new Await(), Duration.ZERO, Duration.ZERO);
    // When
    rollout(patience).run();
    // Then
    assertThat(log.events())
        .extracting("kind")
        .endsWith(Kind.CANCEL, Kind.NOTE, Kind.NOTE, Kind.CANCELLED)
        .doesNotContain(Kind.FAILED, Kind.CHANGED);
    assertThat(servers.settings).doesNotContainKey("model mistral:7b");
    // When
    log.add(Kind.RESUMED, null, null);
    rollout(patience).run();
    // Then
    assertThat(log.events()).extracting("kind").endsWith(Kind.CHANGED, Kind.DONE);
    assertThat(servers.settings).containsKey("model mistral:7b");
  }

  private Rollout rollout(Patience patience) {
    return new Rollout(
        List.of(new PlannedStep(Phase.DEPLOY, step, false)),
        new StepRunner(Clock.systemUTC()),
        patience,
        () -> new CountedChanges(Map.of()),
        log);
  }

  @Test
  void a_pull_beside_a_step_that_failed_is_cancelled() {
    // Given
    servers.operation.add(
        () -> {
          log.add(Kind.FAILED, null, ProblemCode.INTERNAL.problem("the image"));
          return SimulatedServers.operation(Operation.State.RUNNING);
        });
    // When
    assertThatThrownBy(step::apply).hasMessageContaining("cancelled");
    // Then
    assertThat(servers.settings).doesNotContainKey("model mistral:7b");
  }
}
