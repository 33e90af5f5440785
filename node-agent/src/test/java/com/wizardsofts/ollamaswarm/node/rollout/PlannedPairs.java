package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Former;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.node.rollout.run.CountedChanges;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.Map;

/** A rollout of a few simulated steps, whatever {@code cluster.yaml} says. */
final class PlannedPairs extends RolloutSteps {
  private final List<SimulatedWorld.Pair> steps;
  boolean hasPlan = true;
  boolean fits = true;

  @SuppressWarnings("NullAway")
  PlannedPairs(List<SimulatedWorld.Pair> steps) {
    super(null, null, null, null, "1.4.0");
    this.steps = steps;
  }

  @Override
  public PlannedStep singleContainer(ClusterSpec spec) {
    return new PlannedStep(Phase.STORE, new SimulatedWorld().new Pair("single"), false);
  }

  @Override
  public void requireFitting(ClusterSpec spec) {
    if (!fits) {
      throw ProblemCode.AGENT_VERSION.exception("nfs-agent on s80 is 1.6.0");
    }
  }

  @Override
  public CountedChanges changes(ClusterSpec spec) {
    return new CountedChanges(Map.of());
  }

  @Override
  public List<PlannedStep> plan(ClusterSpec spec, Former former, Proofs proofs, EventLog log) {
    if (!hasPlan) {
      throw new IllegalStateException("no plan");
    }
    return steps.stream().map(step -> new PlannedStep(Phase.STORE, step, false)).toList();
  }
}
