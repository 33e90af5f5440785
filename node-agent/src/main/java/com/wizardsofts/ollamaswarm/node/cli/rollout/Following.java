package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.node.cli.console.RolloutLine;
import com.wizardsofts.ollamaswarm.node.cli.console.Terminal;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Reconnect;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows what a rollout does until it has ended, also when the lead is lost meanwhile; or until it
 * waits for somebody, for whom this command would wait in vain when a script called it.
 */
record Following(Agent lead, Terminal terminal) {
  /** From the event after that number; how it ended. */
  RolloutState from(String id, long after) {
    var last = new AtomicLong(after);
    while (true) {
      try {
        lead.events("/v1/rollouts/" + id + "/events", last.get(), event -> show(event, last));
        var state = Agent.as(RolloutState.class, lead.get("/v1/rollouts/" + id));
        if (state.state() == RolloutState.State.INTERRUPTED) {
          terminal.line(
              "it waits: ollama-swarm resume %s has it go on, ollama-swarm rollback %s puts back what it changed"
                  .formatted(id, id));
        }
        if (state.state() != RolloutState.State.RUNNING) {
          return state;
        }
      } catch (ProblemException e) {
        new Reconnect(lead, terminal).after(e);
      }
    }
  }

  private void show(JsonNode json, AtomicLong last) {
    var event = Agent.as(RolloutEvent.class, json);
    last.set(event.number());
    var line = RolloutLine.of(event);
    if (event.kind() == RolloutEvent.Kind.NOTE) {
      line.ifPresent(terminal::now);
    } else {
      line.ifPresent(terminal::line);
    }
  }
}
