package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.step.Observation.Change;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would do now.
 *
 * @param hash of the desired state and of what was seen: the same hash means the same rollout
 * @param steps in the order in which they would run
 */
@RegisterForReflection
public record RolloutPlan(String hash, List<StepPlan> steps) {

  /** What was seen of a step. */
  public enum Seen {
    SATISFIED,
    DIFFERS,
    /** It cannot be seen before an earlier step is done; the problem says what was met. */
    LATER,
    /** It cannot be done until somebody acts. */
    BLOCKED
  }

  /**
   * One step of it.
   *
   * @param lane steps that follow each other and have one run at the same time, those of the same
   *     lane one after the other; absent when the step runs alone
   * @param evidence by what a satisfied step was seen to be so
   * @param current what is, where it differs
   * @param change what the step does where it differs; absent from agents that do not tell
   * @param wanted what is wanted; a unified diff where a file changes
   * @param interruption what does not answer while the step is applied
   * @param remains what a rollback would leave
   */
  @RegisterForReflection
  public record StepPlan(
      String phase,
      String id,
      String title,
      @Nullable String lane,
      Seen seen,
      @Nullable String evidence,
      @Nullable Change change,
      @Nullable String current,
      @Nullable String wanted,
      @Nullable String interruption,
      @Nullable String remains,
      @Nullable Problem problem) {}
}
