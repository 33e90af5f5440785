package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.StoreState;
import org.jspecify.annotations.Nullable;

/**
 * What the store's server says of the store; asked when a step first needs it, then the same for
 * the whole rollout.
 */
public final class StoreFacts {
  private final String agent;
  private final AgentClients agents;
  private @Nullable StoreState state;

  public StoreFacts(String agent, AgentClients agents) {
    this.agent = agent;
    this.agents = agents;
  }

  /** The store's identity. */
  public synchronized String id() {
    if (state == null) {
      state = agents.nfs(agent, NfsAgentApi::store);
    }
    return state.id();
  }
}
