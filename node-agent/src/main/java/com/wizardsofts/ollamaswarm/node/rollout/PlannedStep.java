package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.step.Step;

/**
 * A step at its place in the rollout.
 *
 * @param interrupts it takes something away that only a later step gives back: when the rollout
 *     fails before the answer was seen, the step is undone
 */
public record PlannedStep(Phase phase, Step step, boolean interrupts) {}
