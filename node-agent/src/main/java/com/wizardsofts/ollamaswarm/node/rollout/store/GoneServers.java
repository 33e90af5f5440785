package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.HashMap;
import java.util.List;

/**
 * Servers without which a rollback is ordered: their agents can put back nothing any more.
 *
 * @param former nodes of earlier rollouts
 */
public record GoneServers(ClusterSpec spec, List<FormerNode> former, AgentClients agents) {

  /**
   * Throws {@code bad-input} for one that no rollback can do without, that takes no part, or whose
   * agent answers.
   */
  public void require(List<String> names) {
    var nodes = new HashMap<String, String>();
    former.forEach(node -> nodes.put(node.name(), node.agent()));
    nodes.putAll(spec.nodeAgents());
    for (var name : names) {
      if (name.equals(spec.lead()) || hasStore(name)) {
        throw ProblemCode.BAD_INPUT
            .problem("without: %s is the lead's or the store's server".formatted(name))
            .withRemedy("Start it again: a rollback needs it.")
            .exception();
      }
      var agent = nodes.get(name);
      if (agent == null) {
        throw ProblemCode.BAD_INPUT
            .problem("without: %s is no node of this rollout".formatted(Quoted.text(name)))
            .withRemedy("Name a server as cluster.yaml does.")
            .exception();
      }
      if (answers(agent)) {
        throw ProblemCode.BAD_INPUT
            .problem("without: the node-agent of %s answers".formatted(name))
            .withRemedy("Roll back with it: it puts back what it has changed.")
            .exception();
      }
    }
  }

  private boolean hasStore(String name) {
    var server = spec.servers().get(name);
    return server != null && server.agents().contains(ClusterSpec.NFS_AGENT);
  }

  private boolean answers(String agent) {
    try {
      agents.node(agent, NodeAgentApi::status);
      return true;
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.AGENT_UNREACHABLE)) {
        return false;
      }
      throw e;
    }
  }
}
