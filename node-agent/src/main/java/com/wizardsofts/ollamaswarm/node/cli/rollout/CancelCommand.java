package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has a rollout or a rollback end before its next step. */
@Command(
    name = "cancel",
    description = {
      "Has the rollout or rollback that runs end before its next step.",
      "What had taken something from clients is given back; resume goes on, rollback puts it back."
    },
    mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {
  private static final Set<State> OPEN = Set.of(State.RUNNING, State.INTERRUPTED);

  @Mixin private ChosenRollout rollout = new ChosenRollout();

  @Override
  public Integer call() {
    var now = rollout.state(state -> OPEN.contains(state.state()));
    return rollout.order(now, "cancel", null, ended -> ended.state() == State.CANCELLED);
  }
}
