package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.PlanText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.rollout.report.ReportText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the plan, asks, has the lead perform just that plan and follows it to its end. */
@Command(
    name = "rollout",
    description = {
      "Makes all servers what cluster.yaml says: shows the plan, asks, and follows the rollout.",
      "The lead goes on with it when this command is interrupted."
    },
    mixinStandardHelpOptions = true)
final class RolloutCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Consent consent = new Consent();

  @Option(names = "--prove", description = "Repeats the proofs that were made.")
  private boolean prove;

  @Override
  public Integer call() {
    var lead = connection.lead();
    var terminal = connection.terminal();
    var answer = lead.post("/v1/rollouts", new RolloutRequest(prove, true, null));
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
    var order = new RolloutRequest(prove, false, plan.plan().hash());
    var started = Agent.as(RolloutState.class, lead.post("/v1/rollouts", order));
    var ended = new Following(lead, terminal).from(started.id(), 0);
    var report = lead.get("/v1/rollouts/" + started.id() + "/report");
    connection.print(report, new ReportText(Agent.as(RolloutReport.class, report)).text());
    return ended.state() == State.DONE ? ExitCode.OK : ExitCode.FAILED;
  }
}
