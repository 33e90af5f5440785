package com.wizardsofts.ollamaswarm.node.cli.lead;

import com.wizardsofts.ollamaswarm.node.cli.console.Terminal;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;

/** Waits for an agent that was lost while something long was followed. */
public record Reconnect(Agent agent, Terminal terminal) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * Returns when the agent answers again; throws {@code lost} when it was not about its being away,
   * or when it stays so.
   */
  public void after(ProblemException lost) {
    if (!isAway(lost)) {
      throw lost;
    }
    terminal.now(lost.problem().detail() + "; waiting for it");
    if (!new Await().holds(PATIENCE, PAUSE, this::answers)) {
      throw lost;
    }
  }

  private boolean answers() {
    try {
      var _ = agent.get("/v1/status");
      return true;
    } catch (ProblemException e) {
      return !isAway(e);
    }
  }

  private static boolean isAway(ProblemException e) {
    return e.problem().is(ProblemCode.AGENT_UNREACHABLE);
  }
}
