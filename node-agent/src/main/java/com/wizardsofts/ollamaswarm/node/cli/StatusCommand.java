package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.StatusText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** All servers in one look. */
@Command(
    name = "status",
    description = "Shows every server, who does not answer, and how many replicas run.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    var answer = connection.lead().get("/v1/cluster");
    var status = new StatusText(Agent.as(ClusterState.class, answer));
    connection.print(answer, status.text());
    return status.healthy() ? ExitCode.OK : ExitCode.UNHEALTHY;
  }
}
