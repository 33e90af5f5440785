package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.node.cli.console.Consent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
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
public final class RolloutCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Consent consent = new Consent();

  @Option(names = "--prove", description = "Repeats the proofs that were made.")
  private boolean prove;

  @Override
  public Integer call() {
    return Planned.ask(connection, RolloutRequest.dry(prove, null)).perform(consent, this::report);
  }

  private void report(RolloutState ended) {
    var report = connection.lead().get("/v1/rollouts/" + ended.id() + "/report");
    connection.print(report, new ReportText(Agent.as(RolloutReport.class, report)).text());
  }
}
