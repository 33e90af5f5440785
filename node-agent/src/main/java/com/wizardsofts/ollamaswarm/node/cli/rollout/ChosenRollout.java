package com.wizardsofts.ollamaswarm.node.cli.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.Terminal;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.node.cli.lead.Words;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A rollout that a command gives an order to, and then follows to its end. */
final class ChosenRollout {
  @Mixin private Connection connection = new Connection();

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "The rollout, as rollout printed it; left out, the newest that is meant.")
  private String id = "";

  Terminal terminal() {
    return connection.terminal();
  }

  /** The one that was named; else the newest that is meant, or the newest when none is. */
  RolloutState state(Predicate<RolloutState> meant) {
    var lead = connection.lead();
    if (!id.isEmpty()) {
      return state(lead, id);
    }
    var all = List.of(Agent.as(String[].class, lead.get("/v1/rollouts"))).reversed();
    return all.stream()
        .map(rollout -> state(lead, rollout))
        .filter(meant)
        .findFirst()
        .or(() -> all.stream().findFirst().map(rollout -> state(lead, rollout)))
        .orElseThrow(() -> ProblemCode.NOT_FOUND.exception("the lead has made no rollout yet"));
  }

  /** The lead's answer to a question about it, such as {@code rollback}: what one would do. */
  JsonNode ask(RolloutState now, String question) {
    return connection.lead().get(path(now.id()) + "/" + question);
  }

  /** Gives the order, follows what is new, prints the end; the exit code is by that. */
  int order(RolloutState now, String order, @Nullable Object body, Predicate<RolloutState> good) {
    var lead = connection.lead();
    var _ = lead.post(path(now.id()) + "/" + order, body);
    var ended = new Following(lead, terminal()).from(now.id(), now.lastEvent());
    connection.end(ended);
    return good.test(ended) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static RolloutState state(Agent lead, String rollout) {
    return Agent.as(RolloutState.class, lead.get(path(rollout)));
  }

  private static String path(String rollout) {
    return "/v1/rollouts/" + Words.segment(rollout);
  }
}
