package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Undoes changes, and tells how that went; whoever is away is waited for.
 *
 * @param gone servers that are not waited for, and what only they could put back stays
 */
record Undo(EventLog log, Patience patience, Set<String> gone) {
  /** Begins what the journal says of a change that stays. */
  static final String LEFT = "stays as it is: ";

  /** Of what is gone, or is somebody else's by now; nothing beneath it needs it to be put back. */
  private static final Set<ProblemCode> STAYS =
      Set.of(ProblemCode.UNDO_LOST, ProblemCode.SWARM_IN_USE);

  private static final Logger LOG = Logger.getLogger(Undo.class);

  /** Why it could not be undone; nothing when it was. */
  Optional<Problem> of(Changes.Change change) {
    log.enter(change.step());
    var first = attempt(change);
    var lost = lost(change, first);
    if (lost.isPresent()) {
      log.add(Kind.UNDONE, LEFT + lost.get(), null);
      return Optional.empty();
    }
    return told(change, patience.after(first, () -> attempt(change), log::note));
  }

  /** Why nobody can put it back any more. */
  private Optional<String> lost(Changes.Change change, StepOutcome outcome) {
    if (!(outcome instanceof StepOutcome.Failed(var problem))) {
      return Optional.empty();
    }
    return STAYS.stream().anyMatch(problem::is)
        ? Optional.of(problem.detail())
        : change
            .step()
            .step()
            .server()
            .filter(gone::contains)
            .filter(_ -> problem.is(ProblemCode.AGENT_UNREACHABLE))
            .map(server -> "%s of %s, which is gone".formatted(change.step().step().id(), server));
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
