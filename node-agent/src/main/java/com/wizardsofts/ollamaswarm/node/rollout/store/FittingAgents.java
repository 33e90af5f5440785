package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The agents of all servers: which of them work together with the lead's. */
public record FittingAgents(ClusterSpec spec, AgentClients agents) {
  private static final Logger LOG = Logger.getLogger(FittingAgents.class);

  /**
   * Throws {@code agent.version} when one that answers does not. One that is away is passed over:
   * what needs it waits for it, and names it then.
   */
  public void require() {
    var lead = answer(() -> agents.node(spec.leadAgent(), NodeAgentApi::status));
    var store = answer(() -> agents.nfs(spec.storeAgent(), NfsAgentApi::status));
    var nodes =
        spec.nodeAgents().values().stream()
            .flatMap(agent -> answer(() -> agents.node(agent, NodeAgentApi::status)).stream());
    lead.flatMap(
            own ->
                Stream.concat(store.stream(), nodes)
                    .flatMap(status -> AgentVersion.misfit(own.version(), status).stream())
                    .findFirst())
        .ifPresent(
            misfit -> {
              throw misfit.exception();
            });
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
