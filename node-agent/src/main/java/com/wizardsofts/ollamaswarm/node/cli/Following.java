package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.RolloutLine;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;

/** Shows what a rollout does until it has ended. */
record Following(Agent lead, Connection connection) {

  /** From the event after that number; {@code good} is the state that means it ended well. */
  int from(String id, long after, RolloutState.State good) {
    var terminal = connection.terminal();
    lead.events(
        "/v1/rollouts/" + id + "/events",
        after,
        json -> {
          var event = Agent.as(RolloutEvent.class, json);
          var line = RolloutLine.of(event);
          if (event.kind() == RolloutEvent.Kind.NOTE) {
            line.ifPresent(terminal::now);
          } else {
            line.ifPresent(terminal::line);
          }
        });
    var answer = lead.get("/v1/rollouts/" + id);
    var state = Agent.as(RolloutState.class, answer);
    var problem = state.problem();
    if (problem != null) {
      problem.text().lines().forEach(terminal::line);
    }
    connection.print(answer, "rollout %s %s%n".formatted(id, word(state)));
    return state.state() == good ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String word(RolloutState state) {
    return state.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
