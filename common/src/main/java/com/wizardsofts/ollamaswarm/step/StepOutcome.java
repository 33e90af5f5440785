package com.wizardsofts.ollamaswarm.step;

import com.wizardsofts.ollamaswarm.problem.Problem;
import java.time.Duration;

/** How a step ended. */
public sealed interface StepOutcome {

  /** Nothing had to be changed. */
  record AlreadyDone(String evidence) implements StepOutcome {}

  /** It was changed, and the second look agreed; {@code before} is what undo needs. */
  record Changed(String before, String evidence, Duration took) implements StepOutcome {}

  /** It could not be done. */
  record Failed(Problem problem) implements StepOutcome {}
}
