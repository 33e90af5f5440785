package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The agents of all servers: which of them work together with the lead's.
 *
 * @param lead the version of this server's own agent
 * @param limit for the answers of all: an operator waits for them
 */
public record FittingAgents(String lead, ClusterSpec spec, AgentClients agents, Duration limit) {
  private static final Logger LOG = Logger.getLogger(FittingAgents.class);

  /**
   * Throws {@code agent.version} when one that answers in time does not. One that is away is passed
   * over: what needs it waits for it, and names it then.
   */
  public void require() {
    var asked = new ArrayList<CompletableFuture<Optional<ServerStatus>>>();
    asked.add(ask(() -> agents.nfs(spec.storeAgent(), NfsAgentApi::status)));
    spec.nodeAgents()
        .values()
        .forEach(agent -> asked.add(ask(() -> agents.node(agent, NodeAgentApi::status))));
    ProblemException.throwIfPresent(
        asked.stream()
            .flatMap(answer -> answer.join().stream())
            .flatMap(status -> AgentVersion.misfit(lead, status).stream())
            .findFirst());
  }

  private CompletableFuture<Optional<ServerStatus>> ask(Supplier<ServerStatus> question) {
    return CompletableFuture.supplyAsync(() -> answer(question), Thread::startVirtualThread)
        .completeOnTimeout(Optional.empty(), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Optional<ServerStatus> answer(Supplier<ServerStatus> question) {
    try {
      return Optional.of(question.get());
    } catch (ProblemException e) {
      LOG.debugf("its version is not known: %s", e.problem().text());
      return Optional.empty();
    }
  }
}
