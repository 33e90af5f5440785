package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.StepPlan;
import com.wizardsofts.ollamaswarm.api.RolloutRequest;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cli.console.Consent;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.FindingText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mends what the diagnosis finds, where steps of the rollout do so. */
@Command(
    name = "fix",
    description = {
      "Mends what doctor finds, where steps of the rollout do that: shows them, asks, has them"
          + " run.",
      "It is a rollout: its journal is kept, and rollback puts back what it changed.",
      "With --yes, what clients notice, such as a restart of Traefik, is done only where CODE names"
          + " it."
    },
    mixinStandardHelpOptions = true)
public final class FixCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();
  @Mixin private Consent consent = new Consent();

  @Option(names = "--dry-run", description = "Only shows what it would change; ends as plan does.")
  private boolean dryRun;

  @Parameters(
      paramLabel = "CODE",
      arity = "0..1",
      description = "Of a finding, as doctor prints it; left out, all that are found.")
  private String code = "";

  @Override
  public Integer call() {
    if (!code.isEmpty() && FindingCode.of(code).isEmpty()) {
      throw ProblemCode.NOT_FOUND
          .problem("there is no finding " + code)
          .withRemedy("ollama-swarm explain lists all codes; ollama-swarm doctor what is found.")
          .exception();
    }
    var answer = connection.lead().get("/v1/diagnosis");
    var found =
        List.of(Agent.as(Finding[].class, answer)).stream()
            .filter(finding -> code.isEmpty() || code.equals(finding.code()))
            .toList();
    found.stream().filter(finding -> !mends(finding)).forEach(this::byHand);
    var codes = found.stream().filter(FixCommand::mends).map(Finding::code).distinct().toList();
    if (codes.isEmpty()) {
      connection.print(answer, found.isEmpty() ? "nothing to mend\n" : "");
      return found.isEmpty() ? ExitCode.OK : ExitCode.BLOCKED;
    }
    var rollout = planned(codes);
    if (dryRun) {
      return rollout.show();
    }
    var unnamed =
        code.isEmpty() && consent.isUnseen() ? noticed(rollout, codes) : List.<String>of();
    var rest = codes.stream().filter(it -> !unnamed.contains(it)).toList();
    if (rest.isEmpty()) {
      connection.print(answer, "");
      return ExitCode.UNHEALTHY;
    }
    var ended = (unnamed.isEmpty() ? rollout : planned(rest)).perform(consent, connection::end);
    var isLeft = !unnamed.isEmpty() || errorIsLeft(found);
    return ended == ExitCode.OK && isLeft ? ExitCode.UNHEALTHY : ended;
  }

  private Planned planned(List<String> codes) {
    return Planned.ask(connection, RolloutRequest.dry(false, codes));
  }

  /** Those whose steps clients would notice, each said with how it is to be named. */
  private List<String> noticed(Planned rollout, List<String> codes) {
    return codes.stream().filter(it -> says(it, rollout)).toList();
  }

  private boolean says(String finding, Planned rollout) {
    var fix = new Fix(List.of(finding));
    var noticed = rollout.interruptions().stream().filter(step -> fix.mends(step.id())).toList();
    noticed.forEach(
        step ->
            connection
                .terminal()
                .line(
                    "%s is left: %s: %s%n  do     ollama-swarm fix %s --yes"
                        .formatted(finding, step.title(), noticed(step), finding)));
    return !noticed.isEmpty();
  }

  private static String noticed(StepPlan step) {
    return Objects.requireNonNullElse(
        step.interruption(), "what clients notice of it shows only after steps before it");
  }

  private static boolean mends(Finding finding) {
    return new FindingText(finding).hasFix();
  }

  private static boolean errorIsLeft(List<Finding> found) {
    return found.stream().anyMatch(it -> it.severity() == Finding.Severity.ERROR && !mends(it));
  }

  private void byHand(Finding finding) {
    new FindingText(finding).text().lines().forEach(connection.terminal()::line);
    connection
        .terminal()
        .line(
            "  why    to be done by hand: no step of a rollout does it, or somebody has to decide");
  }
}
