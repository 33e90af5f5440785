package com.wizardsofts.ollamaswarm.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollback would put back now.
 *
 * @param steps in the order in which they would be put back
 */
@RegisterForReflection
public record RollbackPlan(List<StepUndo> steps) {

  /**
   * One step that is undone.
   *
   * @param interruption what does not answer meanwhile or from then on
   * @param remains what of it stays
   */
  @RegisterForReflection
  public record StepUndo(
      String phase,
      String id,
      String title,
      @Nullable String interruption,
      @Nullable String remains) {}
}
