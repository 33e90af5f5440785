package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private final List<RolloutEvent> disk = new ArrayList<>();
  private final EventLog log = new EventLog("r-1", "abc", Clock.systemUTC(), disk::add);
  private final List<String> world = new ArrayList<>();

  @Test
  void steps_run_in_order_and_the_end_is_told() {
    // When
    run(step("a"), step("b"));
    // Then
    assertThat(world).containsExactly("a", "b");
    assertThat(kinds())
        .containsExactly(
            Kind.STEP, Kind.BEFORE, Kind.CHANGED, Kind.STEP, Kind.BEFORE, Kind.CHANGED, Kind.DONE);
    assertThat(Report.state(disk).state()).isEqualTo(RolloutState.State.DONE);
  }

  @Test
  void several_followers_hear_everything_and_then_the_end() {
    // Given
    var first = log.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
    var second = log.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
    // When
    run(step("a"));
    // Then
    assertThat(first.assertCompleted().getItems()).isEqualTo(disk);
    assertThat(second.assertCompleted().getItems()).isEqualTo(disk);
  }

  @Test
  void a_second_run_on_the_same_world_changes_nothing() {
    // Given
    run(step("a"), step("b"));
    disk.clear();
    // When
    run(step("a"), step("b"));
    // Then
    assertThat(world).containsExactly("a", "b");
    assertThat(kinds()).doesNotContain(Kind.BEFORE, Kind.CHANGED);
  }

  @Test
  void nothing_runs_after_a_failed_step_and_the_problem_is_the_rollouts() {
    // When
    run(step("a"), broken("b"), step("c"));
    // Then
    assertThat(world).containsExactly("a");
    var state = Report.state(disk);
    assertThat(state.state()).isEqualTo(RolloutState.State.FAILED);
    assertThat(state.problem()).isNotNull().extracting("code").isEqualTo("proof.failed");
  }

  @Test
  void what_was_taken_away_is_given_back_newest_first_when_the_rollout_fails() {
    // When
    run(
        new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true),
        new PlannedStep(Phase.DEPLOY, new Word("gateway"), true),
        broken("answer"));
    // Then
    assertThat(world).containsExactly("cut-over", "gateway", "-gateway", "-cut-over");
    assertThat(kinds()).containsSubsequence(Kind.FAILED, Kind.UNDONE, Kind.UNDONE, Kind.BROKEN);
  }

  @Test
  void what_was_taken_away_stays_so_once_clients_were_answered() {
    // When
    run(
        new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true),
        new PlannedStep(Phase.DEPLOY, new Answer(), false),
        broken("balance"));
    // Then
    assertThat(world).containsExactly("cut-over", "answer");
  }

  @Test
  void an_interrupting_step_that_had_nothing_to_do_is_not_undone() {
    // Given
    world.add("cut-over");
    // When
    run(new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true), broken("answer"));
    // Then
    assertThat(world).containsExactly("cut-over");
  }

  @Test
  void followers_get_what_they_missed_and_what_comes_until_the_end() {
    // Given
    log.add(Kind.BEGAN, null, null);
    log.add(Kind.NOTE, "one", null);
    var seen = log.after(1).subscribe().asStream();
    // When
    log.add(Kind.NOTE, "two", null);
    log.add(Kind.DONE, null, null);
    // Then
    assertThat(seen.map(RolloutEvent::number)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void a_proof_of_the_same_desired_state_is_not_made_again() {
    // Given
    log.enter(step("prove.scale"));
    Proofs.of(List.of(), "abc", log).add("4 replicas run");
    var later = new EventLog("r-2", "abc", Clock.systemUTC(), disk::add);
    later.add(Kind.BEGAN, null, null);
    // When
    var same = Proofs.of(List.copyOf(disk), "abc", later).of("prove.scale");
    var other = Proofs.of(List.copyOf(disk), "xyz", later).of("prove.scale");
    // Then
    assertThat(same)
        .isInstanceOfSatisfying(
            Observation.AsPlanned.class,
            held ->
                assertThat(held.evidence()).contains("proved by r-1").contains("4 replicas run"));
    assertThat(other).isInstanceOf(Observation.Differs.class);
  }

  private void run(PlannedStep... steps) {
    new Rollout(List.of(steps), new StepRunner(Clock.systemUTC()), log).run();
  }

  private List<Kind> kinds() {
    return disk.stream().map(RolloutEvent::kind).toList();
  }

  private PlannedStep step(String word) {
    return new PlannedStep(Phase.STORE, new Word(word), false);
  }

  private PlannedStep broken(String word) {
    return new PlannedStep(
        Phase.STORE,
        new Word(word) {
          @Override
          public void apply() {
            throw ProblemCode.PROOF_FAILED.exception(word);
          }
        },
        false);
  }

  private class Word implements Step {
    private final String word;

    Word(String word) {
      this.word = word;
    }

    @Override
    public String id() {
      return word;
    }

    @Override
    public String title() {
      return word;
    }

    @Override
    public Observation observe() {
      return world.contains(word)
          ? new Observation.AsPlanned(word)
          : new Observation.Differs("no " + word, word);
    }

    @Override
    public void apply() {
      world.add(word);
    }

    @Override
    public void undo(String before) {
      assertThat(before).isEqualTo("no " + word);
      world.add("-" + word);
    }
  }

  private final class Answer extends Word implements RestoresService {
    Answer() {
      super("answer");
    }
  }
}
