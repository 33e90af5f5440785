package com.wizardsofts.ollamaswarm.step;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Runs one step: look, change when something differs, look again. */
public class StepRunner {
  private static final Logger LOG = Logger.getLogger(StepRunner.class);

  private final Clock clock;

  public StepRunner(Clock clock) {
    this.clock = clock;
  }

  /**
   * Never throws for a step's failure: that is an outcome.
   *
   * @param changing told the state before a change, when there is one, and before it is made; a
   *     step that only watches makes none
   */
  public StepOutcome run(Step step, Consumer<String> changing) {
    try {
      return switch (step.observe()) {
        case Observation.AsPlanned(var evidence) -> new StepOutcome.AlreadyDone(evidence);
        case Observation.Blocked(var problem) -> new StepOutcome.Failed(problem);
        case Observation.Differs(_, _, var before, _) -> change(step, before, changing);
      };
    } catch (ProblemException e) {
      LOG.debugf(e, "%s", step.id());
      return new StepOutcome.Failed(e.problem());
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s", step.id());
      return new StepOutcome.Failed(
          ProblemCode.INTERNAL
              .problem(step.id() + ": " + e)
              .withRemedy("Read the lead's log: journalctl -u node-agent"));
    }
  }

  private StepOutcome change(Step step, String before, Consumer<String> changing) {
    var started = clock.instant();
    if (!step.onlyWatches()) {
      changing.accept(before);
    }
    step.apply();
    return switch (step.observe()) {
      case Observation.AsPlanned(var evidence) ->
          new StepOutcome.Changed(before, evidence, Duration.between(started, clock.instant()));
      case Observation.Blocked(var problem) -> new StepOutcome.Failed(problem);
      case Observation.Differs(var current, var wanted, _, _) ->
          new StepOutcome.Failed(stillDiffers(step, current, wanted));
    };
  }

  private static Problem stillDiffers(Step step, String current, String wanted) {
    return ProblemCode.PROOF_FAILED
        .problem(step.title() + ": the change was made, but the second look does not agree")
        .causedBy("is: %s; wanted: %s".formatted(current, wanted));
  }
}
