package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.PlanText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a rollout would change, step by step. */
@Command(
    name = "plan",
    description = "Shows what a rollout of cluster.yaml would change now; changes nothing.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(names = "--prove", description = "As if proofs that were made were to be repeated.")
  private boolean prove;

  @Override
  public Integer call() {
    var answer = connection.lead().post("/v1/rollouts", new RolloutRequest(prove, true, null));
    var plan = new PlanText(Agent.as(RolloutPlan.class, answer));
    connection.print(answer, plan.text());
    if (plan.count(Seen.BLOCKED) > 0) {
      return ExitCode.BLOCKED;
    }
    return plan.changes() ? ExitCode.UNHEALTHY : ExitCode.OK;
  }
}
