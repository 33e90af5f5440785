package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.trust.Lead;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has all agents follow this lead, whoever led before. */
@Command(
    name = "take-lead",
    description = "Has all agents follow this lead, where another one took over from it.",
    mixinStandardHelpOptions = true)
final class TakeLeadCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    var answer = connection.lead().post("/v1/lead/take", null);
    var lead = Agent.as(Lead.class, answer);
    connection.print(answer, "%s leads, by number %d%n".formatted(lead.name(), lead.number()));
    return ExitCode.OK;
  }
}
