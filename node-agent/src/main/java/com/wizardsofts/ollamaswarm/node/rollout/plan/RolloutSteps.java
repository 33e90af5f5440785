package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.CountedChanges;
import com.wizardsofts.ollamaswarm.node.rollout.store.TakeLead;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The whole rollout, in order. It reads like the guide. */
@ApplicationScoped
public class RolloutSteps {
  private final StepMaker make;
  private final AgentClients agents;

  public RolloutSteps(StepMaker make, AgentClients agents) {
    this.make = make;
    this.agents = agents;
  }

  /**
   * The steps of the phases that {@code spec} names.
   *
   * @param former what earlier rollouts may have left on servers
   * @param log of the rollout: a long step tells there what it is doing
   */
  public List<PlannedStep> plan(ClusterSpec spec, Former former, Proofs proofs, EventLog log) {
    var step = make.steps(spec, former, proofs, log);
    var list = new StepList();
    list.phase(Phase.STORE)
        .then(step.preflight())
        .then(step.gatewayLook())
        .then(step.takeLead())
        .then(step.export())
        .then(step.swarm())
        .then(step.nodes())
        .then(step.formerNodes())
        .then(step.narrowedExport());
    list.phase(Phase.DEPLOY)
        .meanwhile("models", step.models())
        .meanwhile("network", List.of(step.network()))
        .meanwhile("images", step.images())
        .then(step.gatewayFile())
        .then(step.service())
        .then(step.healthyReplicas())
        .interrupting(step.cutOver())
        .interrupting(step.gateway())
        .then(step.answer());
    list.phase(Phase.PROVE).then(step.scaling()).then(step.balance()).then(step.recovery());
    list.phase(Phase.SETTLE).then(step.lastReplicas());
    return list.of(spec.phases());
  }

  /** With what the guide's rollback ends, where no container serves the port by then. */
  public PlannedStep singleContainer(ClusterSpec spec) {
    return new PlannedStep(Phase.STORE, make.singleContainer(spec), false);
  }

  /** Has all agents follow this server. */
  public TakeLead takeLead(ClusterSpec spec) {
    return make.takeLead(spec);
  }

  /** What the agents of these servers say that they have changed. */
  public CountedChanges changes(ClusterSpec spec) {
    return CountedChanges.now(spec, agents);
  }
}
