package com.wizardsofts.ollamaswarm.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import com.wizardsofts.ollamaswarm.api.ServiceCapacity;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.Terminal;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.node.cli.lead.Reconnect;
import com.wizardsofts.ollamaswarm.problem.ProblemException;

/** Shows an agent's operation until it has ended. */
record LongWork(Agent agent, Connection connection) {

  /** The exit code of the operation that was started. */
  int end(JsonNode started) {
    var terminal = connection.terminal();
    var id = Agent.as(Operation.class, started).id();
    var answer = followed(id, terminal);
    var ended = Agent.as(Operation.class, answer);
    var problem = ended.problem();
    if (problem != null) {
      problem.text().lines().forEach(terminal::line);
    }
    var state = ended.state().name().toLowerCase(java.util.Locale.ROOT);
    terminal.line("%s: %s".formatted(ended.title(), state));
    connection.print(answer, "");
    return ended.state() == State.DONE ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Each event holds the whole state, so that a new connection needs nothing of the lost one. */
  private JsonNode followed(String id, Terminal terminal) {
    while (true) {
      try {
        agent.events(
            "/v1/operations/" + id + "/events",
            0,
            json -> terminal.now(line(Agent.as(Operation.class, json))));
        return agent.get("/v1/operations/" + id);
      } catch (ProblemException e) {
        new Reconnect(agent, terminal).after(e);
      }
    }
  }

  private static String line(Operation operation) {
    var total = operation.totalBytes();
    var amount =
        total == 0
            ? ""
            : " %d %% of %s"
                .formatted(100 * operation.doneBytes() / total, ServiceCapacity.gib(total));
    return operation.title() + ": " + operation.step() + amount;
  }
}
