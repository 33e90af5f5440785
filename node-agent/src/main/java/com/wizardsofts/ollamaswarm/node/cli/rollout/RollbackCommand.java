package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.wizardsofts.ollamaswarm.api.RollbackPlan;
import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.cli.console.Consent;
import com.wizardsofts.ollamaswarm.node.cli.console.RollbackText;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts back what the newest rollout changed. */
@Command(
    name = "rollback",
    description = "Puts back what the newest rollout changed; pulled models and images stay.",
    mixinStandardHelpOptions = true)
public final class RollbackCommand implements Callable<Integer> {
  private static final Set<String> STAYING =
      Set.of(Phase.STORE.label(), Phase.DEPLOY.label(), Phase.PROVE.label());

  @Mixin private ChosenRollout rollout = new ChosenRollout();
  @Mixin private Consent consent = new Consent();

  @Option(
      names = "--to",
      paramLabel = "PHASE",
      description = "The last phase that stays: store, deploy or prove; left out, none does.")
  private String to = "";

  @Option(
      names = "--single-container",
      description = "With --to store: one Ollama container serves the port then, where none does.")
  private boolean singleContainer;

  @Option(
      names = "--without",
      paramLabel = "SERVER",
      description = "A server that is gone for good: what only its agent could put back stays.")
  private List<String> without = List.of();

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    requireKnownWords();
    var now = rollout.state(RolloutState::hasLeftSomething);
    var plan = rollout.ask(now, to.isEmpty() ? "rollback" : "rollback?to=" + to);
    var text = new RollbackText(Agent.as(RollbackPlan.class, plan)).text();
    text.lines().forEach(rollout.terminal()::line);
    var refused = consent.refused(rollout.terminal(), "Put these back, newest first?");
    if (refused.isPresent()) {
      return refused.getAsInt();
    }
    return to.isEmpty() && !singleContainer
        ? rollout.order(now, "rollback", request(), ended -> ended.state() == State.ROLLED_BACK)
        : rollout.order(now, "rollback", request(), RollbackCommand::isBack);
  }

  private void requireKnownWords() {
    if (!to.isEmpty() && !STAYING.contains(to)) {
      throw new ParameterException(
          command.commandLine(), "--to: has to be store, deploy or prove, not " + Quoted.text(to));
    }
    if (singleContainer && !to.equals(Phase.STORE.label())) {
      throw new ParameterException(
          command.commandLine(),
          "--single-container: the container reads the store, so say --to store too");
    }
  }

  private RollbackRequest request() {
    return new RollbackRequest(
        to.isEmpty() ? null : to, singleContainer, without.isEmpty() ? null : without);
  }

  /** Nothing may have been changed before the phase that stays. */
  private static boolean isBack(RolloutState ended) {
    return ended.state() == State.ROLLED_BACK || ended.state() == State.PARTLY_ROLLED_BACK;
  }
}
