package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/** One run of the plan: step after step until the end or the first failure. */
final class Rollout implements Runnable {
  private static final Logger LOG = Logger.getLogger(Rollout.class);

  private final List<PlannedStep> steps;
  private final StepRunner runner;
  private final EventLog log;
  private final Deque<Interruption> interruptions = new ArrayDeque<>();

  private record Interruption(PlannedStep step, String before) {}

  Rollout(List<PlannedStep> steps, StepRunner runner, EventLog log) {
    this.steps = steps;
    this.runner = runner;
    this.log = log;
  }

  @Override
  public void run() {
    try {
      perform();
    } catch (RuntimeException e) {
      LOG.errorf(e, "the rollout broke off");
      giveBack();
      end(ProblemCode.INTERNAL.problem("the rollout broke off: " + e));
    }
  }

  private void perform() {
    for (var step : steps) {
      if (run(step) instanceof StepOutcome.Failed(var problem)) {
        giveBack();
        end(problem);
        return;
      }
    }
    log.leave();
    log.add(Kind.DONE, null, null);
  }

  private StepOutcome run(PlannedStep planned) {
    log.enter(planned);
    var outcome = runner.run(planned.step(), before -> about(planned, before));
    switch (outcome) {
      case StepOutcome.AlreadyDone(var evidence) -> log.add(Kind.ALREADY_DONE, evidence, null);
      case StepOutcome.Changed(_, var evidence, _) -> log.add(Kind.CHANGED, evidence, null);
      case StepOutcome.Failed(var problem) -> log.add(Kind.FAILED, null, problem);
    }
    if (planned.step() instanceof RestoresService && !(outcome instanceof StepOutcome.Failed)) {
      interruptions.clear();
    }
    return outcome;
  }

  private void about(PlannedStep planned, String before) {
    log.add(Kind.BEFORE, before, null);
    if (planned.interrupts()) {
      interruptions.push(new Interruption(planned, before));
    }
  }

  /**
   * The newest first: the port that the gateway took is free before the old container wants it
   * back.
   */
  private void giveBack() {
    while (!interruptions.isEmpty()) {
      var interruption = interruptions.pop();
      log.enter(interruption.step());
      try {
        interruption.step().step().undo(interruption.before());
        log.add(Kind.UNDONE, "put back", null);
      } catch (ProblemException e) {
        log.add(Kind.UNDONE, "could not be put back", e.problem());
      } catch (RuntimeException e) {
        LOG.errorf(e, "%s could not be put back", interruption.step().step().id());
        log.add(Kind.UNDONE, "could not be put back: " + e, null);
      }
    }
  }

  private void end(Problem problem) {
    log.leave();
    log.add(Kind.BROKEN, null, problem);
  }
}
