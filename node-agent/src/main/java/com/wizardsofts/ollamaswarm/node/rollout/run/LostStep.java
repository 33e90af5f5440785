package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Objects;

/**
 * A step that a journal tells of and its rollout has not: another version's agent did it, or it
 * follows from journals that are not there any more. It can be named, and no more than that.
 */
record LostStep(String id) implements Step {

  /** The step of this event, at its place. */
  static PlannedStep of(RolloutEvent event) {
    var phase = Phase.of(Objects.requireNonNull(event.phase()));
    return new PlannedStep(phase, new LostStep(Objects.requireNonNull(event.step())), false);
  }

  @Override
  public String title() {
    return id;
  }

  @Override
  public Observation observe() {
    return new Observation.Blocked(unknown("").problem());
  }

  @Override
  public void apply() {
    throw unknown("");
  }

  @Override
  public void undo(String before) {
    throw unknown("; before it: " + before);
  }

  private ProblemException unknown(String before) {
    return ProblemCode.UNDO_UNKNOWN.exception(
        "%s is none of the steps that this agent makes of the journals in %s%s"
            .formatted(id, Journal.FOLDER, before));
  }
}
