package com.wizardsofts.ollamaswarm.node.rollout.phase;

import com.wizardsofts.ollamaswarm.step.Step;

/**
 * A step at its place in the rollout.
 *
 * @param interrupts it takes something away that only a later step gives back: when the rollout
 *     fails before the answer was seen, the step is undone
 * @param lane steps that follow each other and have a lane run at the same time, but those of the
 *     same lane one after the other; blank: the step runs alone
 */
public record PlannedStep(Phase phase, Step step, boolean interrupts, String lane) {

  /** A step that runs alone. */
  public PlannedStep(Phase phase, Step step, boolean interrupts) {
    this(phase, step, interrupts, "");
  }
}
