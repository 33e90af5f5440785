package com.wizardsofts.ollamaswarm.node.rollout;

import static com.wizardsofts.ollamaswarm.problem.ProblemCode.AGENT_UNREACHABLE;
import static com.wizardsofts.ollamaswarm.problem.ProblemCode.PROGRAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RollbackVersionsTest extends LeadWithRollouts {

  @Test
  void no_rollback_begins_with_agents_that_do_not_fit_but_one_that_began_goes_on() {
    // Given
    mayLook.countDown();
    var id = rollouts.start(false, WHOLE);
    assertThat(ended(id)).isEqualTo(State.DONE);
    steps.fits = false;
    // Then
    assertThatThrownBy(() -> rollouts.rollBack(id, null)).hasMessageContaining("s80 is 1.6.0");
    assertThat(disk.read(id).events()).extracting(RolloutEvent::kind).doesNotContain(Kind.ROLLBACK);
    // When
    logs.get(id).add(Kind.ROLLBACK, null, null);
    logs.forget(id);
    assertThat(rollouts.interrupted()).hasValue(id);
    rollouts.resume(id);
    // Then
    assertThat(ended(id)).isEqualTo(State.ROLLED_BACK);
  }

  @Test
  void a_rollback_that_failed_goes_on_and_one_that_is_done_stays_so_whatever_the_versions() {
    // Given
    mayLook.countDown();
    var id = rollouts.start(false, WHOLE);
    assertThat(ended(id)).isEqualTo(State.DONE);
    logs.get(id).add(Kind.ROLLBACK, null, null);
    logs.get(id).add(Kind.ROLLBACK_FAILED, null, PROGRAM_FAILED.problem("umount"));
    steps.fits = false;
    // When
    rollouts.rollBack(id, null);
    // Then
    assertThat(ended(id)).isEqualTo(State.ROLLED_BACK);
    var events = logs.get(id).events();
    rollouts.rollBack(id, null);
    assertThat(logs.get(id).events()).isEqualTo(events);
  }

  @Test
  void who_is_away_in_the_middle_of_a_rollback_and_back_with_another_version_gets_no_order() {
    // Given
    mayLook.countDown();
    var id = rollouts.start(false, WHOLE);
    assertThat(ended(id)).isEqualTo(State.DONE);
    var rolledOut = Map.copyOf(world.settings);
    upgradedAtPoint(1);
    // When
    rollouts.rollBack(id, null);
    // Then
    assertThat(ended(id)).isEqualTo(State.ROLLBACK_FAILED);
    assertThat(problem(id)).isEqualTo("agent.version");
    assertThat(world.settings).isEqualTo(rolledOut);
  }

  @Test
  void likewise_in_the_middle_of_a_rollout() {
    // Given: the first step has changed something
    mayLook.countDown();
    upgradedAtPoint(9);
    // When
    var id = rollouts.start(false, WHOLE);
    // Then
    assertThat(ended(id)).isEqualTo(State.FAILED);
    assertThat(problem(id)).isEqualTo("agent.version");
    assertThat(world.settings).containsOnlyKeys("store.export.1", "store.export.2");
  }

  /** Away for one call. */
  private void upgradedAtPoint(int point) {
    world.orderAt(point);
    world.order =
        () -> {
          steps.fits = false;
          throw AGENT_UNREACHABLE.exception("198.51.100.80");
        };
  }

  private @Nullable String problem(String id) {
    var problem = Report.state(logs.get(id).events()).problem();
    return problem == null ? null : problem.code();
  }

  @Test
  void while_a_rollout_runs_a_rollback_is_refused_before_the_versions_are_asked_for()
      throws InterruptedException {
    // Given
    var id = rollouts.start(false, WHOLE);
    seen.await();
    steps.fits = false;
    // Then
    assertThatThrownBy(() -> rollouts.rollBack(id, null))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("rollout.running"));
    mayLook.countDown();
    assertThat(ended(id)).isEqualTo(State.DONE);
  }
}
