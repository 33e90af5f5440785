package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Undoes changes, and tells how that went. */
record Undo(EventLog log) {
  private static final Logger LOG = Logger.getLogger(Undo.class);

  /** Why it could not be undone; nothing when it was. */
  Optional<Problem> of(Changes.Change change) {
    var step = change.step().step();
    log.enter(change.step());
    try {
      step.undo(change.before());
      log.add(Kind.UNDONE, step.remains().map("stays: "::concat).orElse("put back"), null);
      return Optional.empty();
    } catch (ProblemException e) {
      return failed(e.problem());
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s could not be put back", step.id());
      return failed(ProblemCode.INTERNAL.problem(e.toString()));
    }
  }

  private Optional<Problem> failed(Problem problem) {
    log.add(Kind.UNDONE, "could not be put back", problem);
    return Optional.of(problem);
  }
}
