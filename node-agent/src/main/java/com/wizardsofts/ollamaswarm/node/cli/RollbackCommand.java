package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts back what the newest rollout changed. */
@Command(
    name = "rollback",
    description = "Puts back what the newest rollout changed; pulled models and images stay.",
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
  private static final Predicate<StepState> CHANGED = step -> "changed".equals(step.outcome());

  @Mixin private Connection connection = new Connection();
  @Mixin private Consent consent = new Consent();

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "The rollout, as rollout printed it; left out, the newest.")
  private String id = "";

  @Override
  public Integer call() {
    var lead = connection.lead();
    var terminal = connection.terminal();
    var rollout = id.isEmpty() ? newest(lead) : id;
    var path = path(rollout);
    var now = state(lead, rollout);
    now.steps().stream()
        .filter(CHANGED)
        .forEach(step -> terminal.line("- %s  %s".formatted(step.id(), step.title())));
    var refused = consent.refused(terminal, "Put these back, newest first?");
    if (refused.isPresent()) {
      return refused.getAsInt();
    }
    var _ = lead.post(path + "/rollback", null);
    var ended = new Following(lead, terminal).from(rollout, now.lastEvent());
    var problem = ended.problem();
    if (problem != null) {
      problem.text().lines().forEach(terminal::line);
    }
    var good = ended.state() == State.ROLLED_BACK;
    var words = good ? "rolled back" : "not rolled back";
    connection.print(lead.get(path), "rollout %s %s%n".formatted(rollout, words));
    return good ? ExitCode.OK : ExitCode.FAILED;
  }

  /** An operator does not mean one that changed nothing or was put back, when there is another. */
  private static String newest(Agent lead) {
    var all = List.of(Agent.as(String[].class, lead.get("/v1/rollouts"))).reversed();
    return all.stream()
        .filter(rollout -> hasSomethingToPutBack(state(lead, rollout)))
        .findFirst()
        .or(() -> all.stream().findFirst())
        .orElseThrow(() -> ProblemCode.NOT_FOUND.exception("the lead has made no rollout yet"));
  }

  private static boolean hasSomethingToPutBack(RolloutState rollout) {
    return rollout.state() != State.ROLLED_BACK && rollout.steps().stream().anyMatch(CHANGED);
  }

  private static RolloutState state(Agent lead, String rollout) {
    return Agent.as(RolloutState.class, lead.get(path(rollout)));
  }

  private static String path(String rollout) {
    return "/v1/rollouts/" + Words.segment(rollout);
  }
}
