package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a rollout would change, step by step. */
@Command(
    name = "plan",
    description = "Shows what a rollout of cluster.yaml would change now; changes nothing.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(names = "--prove", description = "As if proofs that were made were to be repeated.")
  private boolean prove;

  @Override
  public Integer call() {
    return Planned.ask(connection, RolloutRequest.dry(prove, null)).show();
  }
}
