package com.wizardsofts.ollamaswarm.node.rollout.report;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutReport.CriterionState;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a rollout's report. */
public final class Reports {
  private Reports() {}

  /**
   * The report of a rollout.
   *
   * @param desired hash of the desired state that it is for
   * @param changes how much was changed, by server
   * @param history proofs of all rollouts until then, oldest first, also those that were not
   *     repeated: what a later one measures does not change the report
   */
  public static RolloutReport of(
      RolloutState rollout,
      String desired,
      Map<String, Double> changes,
      List<RolloutEvent> history) {
    var figures = Figures.of(desired, history);
    return new RolloutReport(
        rollout,
        Criterion.ALL.stream().map(criterion -> state(criterion, rollout)).toList(),
        new Comparison(rollout, figures).lines(),
        figures.byStep(),
        changes.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, count -> count.getValue().longValue())));
  }

  private static CriterionState state(Criterion criterion, RolloutState rollout) {
    var seen = rollout.steps().stream().filter(step -> criterion.has(step.id())).toList();
    var met = !seen.isEmpty() && seen.stream().allMatch(step -> holds(step, rollout));
    return new CriterionState(criterion.text(), met, seen);
  }

  private static boolean holds(StepState step, RolloutState rollout) {
    var succeeded = "already-done".equals(step.outcome()) || "changed".equals(step.outcome());
    return succeeded && !isBuiltOnUndone(step, rollout);
  }

  /** What was only looked at is never undone itself, and may be so no more either. */
  private static boolean isBuiltOnUndone(StepState step, RolloutState rollout) {
    return rollout.state() == State.ROLLED_BACK
        || rollout.steps().stream()
            .filter(other -> "undone".equals(other.outcome()))
            .anyMatch(other -> Phase.of(other.phase()).compareTo(Phase.of(step.phase())) <= 0);
  }
}
