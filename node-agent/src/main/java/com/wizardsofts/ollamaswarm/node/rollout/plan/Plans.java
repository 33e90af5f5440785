package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.operation.Remembered;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What a rollout of {@code cluster.yaml} would do. Looking at the servers may take long and keeps
 * nobody else waiting.
 */
@ApplicationScoped
public class Plans {
  private static final int REMEMBERED = 20;

  private final ClusterFile clusterFile;
  private final RolloutSteps steps;
  private final Journal journal;
  private final Clock clock;
  private final Remembered<RolloutPlan> made = new Remembered<>(REMEMBERED, _ -> false);

  public Plans(ClusterFile clusterFile, RolloutSteps steps, Journal journal, Clock clock) {
    this.clusterFile = clusterFile;
    this.steps = steps;
    this.journal = journal;
    this.clock = clock;
  }

  /** What a rollout would do now; nothing is changed. */
  public RolloutPlan plan(boolean prove, Fix fix) {
    return plan(order(prove, fix));
  }

  /** What is ordered by {@code cluster.yaml} as it is now. */
  public RolloutOrder order(boolean prove, Fix fix) {
    var order = new RolloutOrder(prove, clusterFile.text(), fix);
    fix.require(order.spec());
    if (fix.isWhole()) {
      Former.of(journal, journal.rollouts()).requireApart(order.spec());
    }
    return order;
  }

  private RolloutPlan plan(RolloutOrder order) {
    var desired = order.desired();
    var nowhere = new EventLog("plan", desired, clock, _ -> {});
    var known = order.prove() ? List.<RolloutEvent>of() : journal.proofs();
    var proofs = Proofs.of(known, desired, nowhere);
    var former = Former.of(journal, journal.rollouts());
    var all = steps.plan(order.spec(), former, proofs, nowhere);
    var plan = Planner.plan(desired, order.fix().of(all));
    remember(plan);
    return plan;
  }

  /** Throws {@code plan.outdated} with what moved when a new plan is not the one of this hash. */
  public void refuseOutdated(RolloutOrder order, String hash) {
    var old = made(hash);
    var now = plan(order);
    if (!now.hash().equals(hash)) {
      throw ProblemCode.PLAN_OUTDATED
          .problem("plan %s; the same question now gives plan %s".formatted(hash, now.hash()))
          .withEvidence(
              old.map(plan -> PlanHash.moved(plan, now))
                  .orElseGet(() -> List.of("this lead does not remember a plan " + hash)))
          .exception();
    }
  }

  private synchronized void remember(RolloutPlan plan) {
    made.put(plan.hash(), plan);
  }

  private synchronized Optional<RolloutPlan> made(String hash) {
    return made.get(hash);
  }
}
