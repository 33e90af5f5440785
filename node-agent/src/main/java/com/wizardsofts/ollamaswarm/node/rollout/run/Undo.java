package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Undoes changes, and tells how that went; whoever is away is waited for. */
record Undo(EventLog log, Patience patience) {
  private static final Logger LOG = Logger.getLogger(Undo.class);

  /** Why it could not be undone; nothing when it was. */
  Optional<Problem> of(Changes.Change change) {
    log.enter(change.step());
    return told(change, patience.after(attempt(change), () -> attempt(change), log::note));
  }

  private static StepOutcome attempt(Changes.Change change) {
    var step = change.step().step();
    try {
      step.undo(change.before());
      return new StepOutcome.AlreadyDone("put back");
    } catch (ProblemException e) {
      return new StepOutcome.Failed(e.problem());
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s could not be put back", step.id());
      return new StepOutcome.Failed(ProblemCode.INTERNAL.problem(e.toString()));
    }
  }

  private Optional<Problem> told(Changes.Change change, StepOutcome outcome) {
    if (outcome instanceof StepOutcome.Failed(var problem)) {
      log.add(Kind.UNDONE, "could not be put back", problem);
      return Optional.of(problem);
    }
    var remains = change.step().step().remains();
    log.add(Kind.UNDONE, remains.map("stays: "::concat).orElse("put back"), null);
    return Optional.empty();
  }
}
