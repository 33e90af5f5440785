package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.PlanText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import java.util.function.Consumer;

/**
 * A rollout whose plan is shown before anything is changed.
 *
 * @param asked what is asked for, as a dry run
 */
record Planned(Connection connection, RolloutRequest asked) {

  /** Prints the plan; the exit code is by what it would change. */
  int show() {
    var answer = connection.lead().post("/v1/rollouts", asked);
    var plan = new PlanText(Agent.as(RolloutPlan.class, answer));
    connection.print(answer, plan.text());
    if (plan.count(Seen.BLOCKED) > 0) {
      return ExitCode.BLOCKED;
    }
    return plan.changes() ? ExitCode.UNHEALTHY : ExitCode.OK;
  }

  /**
   * Shows the plan, asks, has the lead perform just that plan and follows it to its end.
   *
   * @param report prints how it ended
   */
  int perform(Consent consent, Consumer<RolloutState> report) {
    var lead = connection.lead();
    var terminal = connection.terminal();
    var answer = lead.post("/v1/rollouts", asked);
    var plan = new PlanText(Agent.as(RolloutPlan.class, answer));
    plan.text().lines().forEach(terminal::line);
    if (plan.count(Seen.BLOCKED) > 0) {
      return ExitCode.BLOCKED;
    }
    if (!plan.changes()) {
      connection.print(answer, "nothing to change\n");
      return ExitCode.OK;
    }
    var refused = consent.refused(terminal, "Perform this plan?");
    if (refused.isPresent()) {
      return refused.getAsInt();
    }
    var order = asked.performing(plan.plan().hash());
    var started = Agent.as(RolloutState.class, lead.post("/v1/rollouts", order));
    var ended = new Following(lead, terminal).from(started.id(), 0);
    report.accept(ended);
    return ended.state() == State.DONE ? ExitCode.OK : ExitCode.FAILED;
  }
}
