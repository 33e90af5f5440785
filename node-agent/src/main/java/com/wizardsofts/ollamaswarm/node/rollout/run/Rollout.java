package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Lanes;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run of the plan: step after step until the end, the first failure, or the step after which
 * somebody cancelled it. It goes on where the log ends: what is done already is seen to be so, and
 * a failed rollout only gives back.
 */
public final class Rollout implements Runnable {
  private static final Logger LOG = Logger.getLogger(Rollout.class);

  private final List<PlannedStep> steps;
  private final StepRunner runner;
  private final Patience patience;
  private final Supplier<CountedChanges> changes;
  private final EventLog log;
  private final AtomicInteger performed = new AtomicInteger();

  /** Goes on where {@code log} ends; {@code changes} counts what agents have changed. */
  public Rollout(
      List<PlannedStep> steps,
      StepRunner runner,
      Patience patience,
      Supplier<CountedChanges> changes,
      EventLog log) {
    this.steps = steps;
    this.runner = runner;
    this.patience = patience;
    this.changes = changes;
    this.log = log;
  }

  @Override
  public void run() {
    try {
      perform();
    } catch (ProblemException e) {
      log.leave();
      log.add(Kind.BROKEN, null, e.problem());
    } catch (RuntimeException e) {
      LOG.errorf(e, "the rollout broke off");
      end(Kind.BROKEN, ProblemCode.INTERNAL.problem("the rollout broke off: " + e));
    }
  }

  /** How the rollout failed, now or before it was interrupted, when it had. */
  private Optional<Problem> failure() {
    return log.events().stream()
        .filter(event -> event.kind() == Kind.FAILED)
        .map(RolloutEvent::problem)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private void perform() {
    var before = changes.get();
    Lanes.of(steps).forEach(lanes -> lanes.run(this::perform));
    var failed = failure();
    if (failed.isPresent()) {
      end(Kind.BROKEN, failed.get());
    } else if (performed.get() < steps.size()) {
      end(Kind.CANCELLED, null);
    } else {
      log.leave();
      log.done(isWhole() ? changes.get().since(before) : Map.of());
    }
  }

  private void perform(List<PlannedStep> lane) {
    for (var step : lane) {
      if (log.hasFailed() || log.isCancelled()) {
        return;
      }
      if (perform(step)) {
        performed.incrementAndGet();
      }
    }
  }

  /** Whether it came to its end. */
  private boolean perform(PlannedStep planned) {
    log.enter(planned);
    Supplier<StepOutcome> run =
        () -> runner.run(planned.step(), before -> log.add(Kind.BEFORE, before, null));
    var first = run.get();
    var outcome = hasChanged() ? patience.after(first, run, log::note) : first;
    switch (outcome) {
      case StepOutcome.AlreadyDone(var evidence) -> log.add(Kind.ALREADY_DONE, evidence, null);
      case StepOutcome.Changed(_, var evidence, _) -> log.add(Kind.CHANGED, evidence, null);
      case StepOutcome.Failed(var problem) when problem.is(ProblemCode.ROLLOUT_CANCELLED) -> {
        log.note(problem.detail());
        return false;
      }
      case StepOutcome.Failed(var problem) -> log.add(Kind.FAILED, null, problem);
    }
    return true;
  }

  /** What was changed before an interruption was counted by nobody. */
  private boolean isWhole() {
    return log.events().stream().noneMatch(event -> event.kind() == Kind.RESUMED);
  }

  /** As long as nothing was changed, an agent that is away is better named at once. */
  private boolean hasChanged() {
    return log.events().stream().anyMatch(event -> event.kind() == Kind.BEFORE);
  }

  /** Ends before the last step: what clients miss since is given back, whoever does not fit. */
  private void end(Kind kind, @Nullable Problem problem) {
    var undo = new Undo(log, patience.looking(() -> {}), Set.of());
    Changes.interruptions(steps, log.events()).forEach(undo::of);
    log.leave();
    log.add(kind, null, problem);
  }
}
