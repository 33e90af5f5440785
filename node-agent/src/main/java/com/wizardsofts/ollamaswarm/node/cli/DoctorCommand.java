package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import java.util.List;
import java.util.Locale;
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
            : findings.stream().map(DoctorCommand::text).collect(Collectors.joining()));
    return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR)
        ? ExitCode.UNHEALTHY
        : ExitCode.OK;
  }

  /** What was found, and what to do. */
  static String text(Finding finding) {
    var text = new StringBuilder();
    text.append(finding.severity().name().toLowerCase(Locale.ROOT));
    text.append(": %s  [%s]%n".formatted(finding.symptom(), finding.code()));
    text.append("  on     %s%n".formatted(finding.server()));
    text.append("  cause  %s%n".formatted(finding.cause()));
    text.append("  do     %s%n".formatted(finding.remedy()));
    if (FixCommand.mends(finding)) {
      text.append("  fix    %s fix %s%n".formatted(OllamaSwarm.NAME, finding.code()));
    }
    finding.evidence().forEach(line -> text.append("  seen   %s%n".formatted(line)));
    return text.toString();
  }
}
