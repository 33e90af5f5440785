package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.FindingText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is wrong on any server. */
@Command(
    name = "doctor",
    description = {
      "Says what is wrong on any server, why, and what to do.",
      "Ends with 3 when something does not work; a warning alone ends with 0."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    var answer = connection.lead().get("/v1/diagnosis");
    var findings = List.of(Agent.as(Finding[].class, answer));
    connection.print(
        answer,
        findings.isEmpty()
            ? "all is well\n"
            : findings.stream()
                .map(it -> new FindingText(it).text())
                .collect(Collectors.joining()));
    return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR)
        ? ExitCode.UNHEALTHY
        : ExitCode.OK;
  }
}
