package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.StepPlan;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at every step of a rollout and changes nothing. */
final class Planner {
  private final List<StepPlan> seen = new ArrayList<>();

  private Planner() {}

  /** What the steps of a rollout for the desired state {@code desired} would do now. */
  static RolloutPlan plan(String desired, List<PlannedStep> steps) {
    var planner = new Planner();
    steps.forEach(planner::look);
    return new RolloutPlan(PlanHash.of(desired, planner.seen), List.copyOf(planner.seen));
  }

  private void look(PlannedStep planned) {
    var step = planned.step();
    try {
      seen.add(
          switch (step.observe()) {
            case Observation.AsPlanned(var evidence) ->
                plan(planned, Seen.SATISFIED, evidence, null);
            case Observation.Differs differs -> differs(planned, differs);
            case Observation.Blocked(var problem) -> obstructed(planned, problem);
          });
    } catch (ProblemException e) {
      seen.add(obstructed(planned, e.problem()));
    } catch (RuntimeException e) {
      seen.add(obstructed(planned, ProblemCode.INTERNAL.problem(step.id() + ": " + e)));
    }
  }

  private static StepPlan differs(PlannedStep planned, Observation.Differs seen) {
    var step = planned.step();
    return new StepPlan(
        planned.phase().label(),
        step.id(),
        step.title(),
        lane(planned),
        Seen.DIFFERS,
        null,
        seen.change(),
        seen.current(),
        seen.wanted(),
        step.interruption().orElse(null),
        step.remains().orElse(null),
        null);
  }

  /** What an earlier step is to bring may be all that is missing. */
  private StepPlan obstructed(PlannedStep planned, Problem problem) {
    var isLater = seen.stream().anyMatch(step -> step.seen() == Seen.DIFFERS);
    return plan(planned, isLater ? Seen.LATER : Seen.BLOCKED, null, problem);
  }

  private static StepPlan plan(
      PlannedStep planned, Seen seen, @Nullable String evidence, @Nullable Problem problem) {
    Step step = planned.step();
    return new StepPlan(
        planned.phase().label(),
        step.id(),
        step.title(),
        lane(planned),
        seen,
        evidence,
        null,
        null,
        null,
        null,
        null,
        problem);
  }

  private static @Nullable String lane(PlannedStep planned) {
    return planned.lane().isEmpty() ? null : planned.lane();
  }
}
