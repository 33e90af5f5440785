package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.StepPlan;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.cli.console.Consent;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.PlanText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import java.util.List;
import java.util.function.Consumer;

/**
 * A rollout whose plan is shown before anything is changed.
 *
 * @param asked what was asked for, as a dry run
 * @param answer the lead's, as it is
 */
record Planned(Connection connection, RolloutRequest asked, JsonNode answer, PlanText plan) {

  /** What the lead would do now. */
  static Planned ask(Connection connection, RolloutRequest asked) {
    var answer = connection.lead().post("/v1/rollouts", asked);
    return new Planned(
        connection, asked, answer, new PlanText(Agent.as(RolloutPlan.class, answer)));
  }

  /** Prints the plan; the exit code is by what it would change. */
  int show() {
    connection.print(answer, plan.text());
    return code();
  }

  /** The steps during which clients miss something, or may: of some it shows only later. */
  List<StepPlan> interruptions() {
    return plan.plan().steps().stream()
        .filter(step -> step.interruption() != null || step.seen() == Seen.LATER)
        .toList();
  }

  /**
   * Shows the plan, asks, has the lead perform just that plan and follows it to its end.
   *
   * @param report prints how it ended
   */
  int perform(Consent consent, Consumer<RolloutState> report) {
    var terminal = connection.terminal();
    plan.text().lines().forEach(terminal::line);
    if (code() == ExitCode.OK) {
      connection.print(answer, "nothing to change\n");
    }
    if (code() != ExitCode.UNHEALTHY) {
      return code();
    }
    var refused = consent.refused(terminal, "Perform this plan?");
    if (refused.isPresent()) {
      return refused.getAsInt();
    }
    var lead = connection.lead();
    var order = asked.performing(plan.plan().hash());
    var started = Agent.as(RolloutState.class, lead.post("/v1/rollouts", order));
    var ended = new Following(lead, terminal).from(started.id(), 0);
    report.accept(ended);
    return ended.state() == State.DONE ? ExitCode.OK : ExitCode.FAILED;
  }

  private int code() {
    if (plan.count(Seen.BLOCKED) > 0) {
      return ExitCode.BLOCKED;
    }
    return plan.changes() ? ExitCode.UNHEALTHY : ExitCode.OK;
  }
}
