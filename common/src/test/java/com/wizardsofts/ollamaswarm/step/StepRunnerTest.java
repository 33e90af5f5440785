package com.wizardsofts.ollamaswarm.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
  private final List<String> calls = new ArrayList<>();
  private final StepRunner runner = new StepRunner(Clock.systemUTC());

  @Test
  void a_step_that_holds_is_not_applied() {
    // When
    var outcome = runner.run(new Door(true, true), calls::add);
    // Then
    assertThat(outcome).isEqualTo(new StepOutcome.AlreadyDone("open"));
    assertThat(calls).isEmpty();
  }

  @Test
  void a_step_that_differs_is_applied_after_its_state_was_told_and_then_looked_at_again() {
    // When
    var outcome = runner.run(new Door(false, true), before -> calls.add("before " + before));
    // Then
    assertThat(calls).containsExactly("before shut", "apply");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            StepOutcome.Changed.class, changed -> assertThat(changed.evidence()).isEqualTo("open"));
  }

  @Test
  void a_change_that_the_second_look_does_not_confirm_is_a_failure() {
    // When
    var outcome = runner.run(new Door(false, false), calls::add);
    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            StepOutcome.Failed.class,
            failed -> {
              assertThat(failed.problem().code()).isEqualTo("proof.failed");
              assertThat(failed.problem().cause()).contains("shut").contains("open");
            });
  }

  @Test
  void a_problem_thrown_by_a_step_is_its_outcome() {
    // Given
    var problem = ProblemCode.DOCKER_UNREACHABLE.problem("GET /version");
    // When
    var outcome = runner.run(new Broken(problem.exception()), calls::add);
    // Then
    assertThat(outcome).isEqualTo(new StepOutcome.Failed(problem));
  }

  @Test
  void an_unexpected_error_names_the_step() {
    // When
    var outcome = runner.run(new Broken(new IllegalStateException("hinge")), calls::add);
    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            StepOutcome.Failed.class,
            failed -> assertThat(failed.problem().detail()).contains("broken").contains("hinge"));
  }

  private final class Door implements Step {
    private final boolean opens;
    private boolean open;

    Door(boolean open, boolean opens) {
      this.open = open;
      this.opens = opens;
    }

    @Override
    public String id() {
      return "door";
    }

    @Override
    public String title() {
      return "Open the door";
    }

    @Override
    public Observation observe() {
      return open ? new Observation.AsPlanned("open") : new Observation.Differs("shut", "open");
    }

    @Override
    public void apply() {
      calls.add("apply");
      open = opens;
    }
  }

  private record Broken(RuntimeException error) implements Step {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public String title() {
      return "Break";
    }

    @Override
    public Observation observe() {
      throw error;
    }

    @Override
    public void apply() {}
  }
}
