package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of the plan.
 *
 * @param state {@code RUNNING} until it has ended; {@code INTERRUPTED} when the lead ended first
 *     and the rollout was not resumed yet; {@code CANCELLED} when it ended before a step because
 *     somebody asked for that: it can be resumed or rolled back
 * @param ended absent while it runs
 * @param problem why it failed, when it has
 * @param lastEvent number of its newest event; {@code Last-Event-ID} for what comes after
 */
@RegisterForReflection
public record RolloutState(
    String id,
    State state,
    Instant started,
    @Nullable Instant ended,
    List<StepState> steps,
    @Nullable Problem problem,
    long lastEvent) {

  public enum State {
    RUNNING,
    INTERRUPTED,
    DONE,
    FAILED,
    CANCELLED,
    ROLLED_BACK,
    PARTLY_ROLLED_BACK,
    ROLLBACK_FAILED
  }

  /**
   * One step of it.
   *
   * @param outcome what became of the step: {@code already-done}, {@code changed}, {@code failed},
   *     {@code undone}, {@code undo-failed}; absent when it has not ended
   * @param evidence by what it was seen to be so
   * @param left whether it began to change something that was not put back: of a step that failed,
   *     or could not be undone, too
   */
  @RegisterForReflection
  public record StepState(
      String phase,
      String id,
      String title,
      @Nullable String outcome,
      @Nullable String evidence,
      boolean left) {}

  /** Whether a rollback has something to put back; then no earlier rollout can be rolled back. */
  public boolean hasLeftSomething() {
    return state != State.ROLLED_BACK && steps.stream().anyMatch(StepState::left);
  }
}
