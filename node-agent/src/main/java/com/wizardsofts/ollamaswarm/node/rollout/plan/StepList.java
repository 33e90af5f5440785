package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.ArrayList;
import java.util.List;

/** Puts steps at their places, one after another. */
final class StepList {
  private final List<PlannedStep> steps = new ArrayList<>();
  private Phase phase = Phase.STORE;

  /** What is added from now on belongs to this phase. */
  StepList phase(Phase next) {
    phase = next;
    return this;
  }

  StepList then(Step step) {
    steps.add(new PlannedStep(phase, step, false));
    return this;
  }

  StepList then(List<Step> all) {
    all.forEach(this::then);
    return this;
  }

  /** It takes something away that only a later step gives back. */
  StepList interrupting(Step step) {
    steps.add(new PlannedStep(phase, step, true));
    return this;
  }

  /** They run one after another, at the same time as the lanes beside them. */
  StepList meanwhile(String lane, List<Step> all) {
    all.forEach(step -> steps.add(new PlannedStep(phase, step, false, lane)));
    return this;
  }

  /** All steps of the phases with these labels, in order. */
  List<PlannedStep> of(List<String> phases) {
    return steps.stream().filter(step -> phases.contains(step.phase().label())).toList();
  }
}
