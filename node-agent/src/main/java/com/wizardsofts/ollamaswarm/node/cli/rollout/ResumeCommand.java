package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets a rollout or a rollback go on. */
@Command(
    name = "resume",
    description = "Lets a rollout or rollback that was interrupted or cancelled go on.",
    mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
  private static final Set<State> WAITS = Set.of(State.INTERRUPTED, State.CANCELLED);
  private static final Set<State> GOOD =
      Set.of(State.DONE, State.ROLLED_BACK, State.PARTLY_ROLLED_BACK);

  @Mixin private ChosenRollout rollout = new ChosenRollout();

  @Override
  public Integer call() {
    var now = rollout.state(state -> WAITS.contains(state.state()));
    return rollout.order(now, "resume", null, ended -> GOOD.contains(ended.state()));
  }
}
