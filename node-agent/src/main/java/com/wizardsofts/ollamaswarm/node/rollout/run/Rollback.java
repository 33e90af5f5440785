package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RollbackPlan;
import com.wizardsofts.ollamaswarm.api.RollbackPlan.StepUndo;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The journal backwards, until everything is put back or something cannot be: what is below it may
 * still be needed then. It goes on where the log ends.
 */
public final class Rollback implements Runnable {
  private static final Logger LOG = Logger.getLogger(Rollback.class);

  private final List<PlannedStep> steps;
  private final Optional<PlannedStep> singleContainer;
  private final StepRunner runner;
  private final Patience patience;
  private final EventLog log;

  /**
   * @param steps those of the rollout
   * @param singleContainer what a rollback may be ordered to end with; a later one puts it back too
   */
  public Rollback(
      List<PlannedStep> steps,
      Optional<PlannedStep> singleContainer,
      StepRunner runner,
      Patience patience,
      EventLog log) {
    this.steps = Stream.concat(steps.stream(), singleContainer.stream()).toList();
    this.singleContainer = singleContainer;
    this.runner = runner;
    this.patience = patience;
    this.log = log;
  }

  /** Whether a rollout with these events goes backwards: once it does, it never turns again. */
  public static boolean began(List<RolloutEvent> events) {
    return events.stream().anyMatch(event -> event.kind() == Kind.ROLLBACK);
  }

  @Override
  public void run() {
    try {
      perform();
    } catch (ProblemException e) {
      end(Kind.ROLLBACK_FAILED, null, e.problem());
    } catch (RuntimeException e) {
      LOG.errorf(e, "the rollback broke off");
      end(Kind.ROLLBACK_FAILED, null, ProblemCode.INTERNAL.problem("the rollback broke off: " + e));
    }
  }

  private void perform() {
    var order = RollbackOrder.newest(log.events()).orElseThrow();
    var undo = new Undo(log, patience, Set.copyOf(order.without()));
    for (var change : changes(steps, log.events(), order)) {
      if (log.isCancelled()) {
        end(Kind.CANCELLED, null, null);
        return;
      }
      var problem = undo.of(change);
      if (problem.isPresent()) {
        end(Kind.ROLLBACK_FAILED, null, problem.get());
        return;
      }
    }
    var failed =
        singleContainer.filter(_ -> order.singleContainer()).flatMap(this::performInTheEnd);
    if (failed.isPresent()) {
      end(Kind.ROLLBACK_FAILED, null, failed.get());
      return;
    }
    var left = Changes.all(steps, log.events());
    end(left.isEmpty() ? Kind.ROLLED_BACK : Kind.PHASES_ROLLED_BACK, remains(left), null);
  }

  /** What one that goes so far would put back now; changes nothing. */
  public static RollbackPlan plan(
      List<PlannedStep> steps, List<RolloutEvent> events, RollbackOrder order) {
    return new RollbackPlan(changes(steps, events, order).stream().map(Rollback::planned).toList());
  }

  private static List<Changes.Change> changes(
      List<PlannedStep> steps, List<RolloutEvent> events, RollbackOrder order) {
    return Changes.all(steps, events).stream()
        .filter(change -> order.undoes(change.step().phase()))
        .toList();
  }

  private static StepUndo planned(Changes.Change change) {
    var step = change.step().step();
    return new StepUndo(
        change.step().phase().label(),
        step.id(),
        step.title(),
        interruption(change),
        step.remains().orElse(null));
  }

  /** A server that does not answer is no reason not to tell the rest. */
  private static @Nullable String interruption(Changes.Change change) {
    try {
      return change.step().step().undoInterruption(change.before()).orElse(null);
    } catch (ProblemException e) {
      return "it cannot be told now whom this interrupts: " + e.problem().detail();
    }
  }

  private Optional<Problem> performInTheEnd(PlannedStep planned) {
    log.enter(planned);
    return switch (runner.run(planned.step(), before -> log.add(Kind.BEFORE, before, null))) {
      case StepOutcome.AlreadyDone(var evidence) -> done(Kind.ALREADY_DONE, evidence);
      case StepOutcome.Changed(_, var evidence, _) -> done(Kind.CHANGED, evidence);
      case StepOutcome.Failed(var problem) -> {
        log.add(Kind.FAILED, null, problem);
        yield Optional.of(problem);
      }
    };
  }

  private Optional<Problem> done(Kind kind, String evidence) {
    log.add(kind, evidence, null);
    return Optional.empty();
  }

  private void end(Kind kind, @Nullable String text, @Nullable Problem problem) {
    log.leave();
    log.add(kind, text, problem);
  }

  private String remains(List<Changes.Change> notUndone) {
    var changed =
        log.events().stream()
            .filter(event -> event.kind() == Kind.BEFORE)
            .map(event -> Objects.requireNonNullElse(event.step(), ""))
            .collect(Collectors.toSet());
    var left =
        steps.stream()
            .map(PlannedStep::step)
            .filter(step -> changed.contains(step.id()))
            .map(step -> step.remains())
            .flatMap(Optional::stream);
    var lost =
        log.events().stream()
            .filter(event -> event.kind() == Kind.UNDONE)
            .map(event -> Objects.requireNonNullElse(event.text(), ""))
            .filter(text -> text.startsWith(Undo.LEFT))
            .map(text -> text.substring(Undo.LEFT.length()))
            .distinct();
    var kept = notUndone.stream().map(change -> change.step().step().id());
    var all = Stream.of(left, lost, kept).flatMap(it -> it).collect(Collectors.joining(", "));
    return all.isEmpty() ? "nothing stays" : "stays: " + all;
  }
}
