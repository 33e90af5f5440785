package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.StoreState;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** The nfs-agent. */
record WatchedStore(
    String server,
    String address,
    Question<ServerStatus> status,
    Question<StoreState> store,
    Question<List<Model>> models)
    implements WatchedAgent {

  static WatchedStore of(String server, String address, AgentClients agents, Clock clock) {
    return new WatchedStore(
        server,
        address,
        question(address, "/status", NfsAgentApi::status, agents, clock),
        question(address, "/store", NfsAgentApi::store, agents, clock),
        question(address, "/models", NfsAgentApi::models, agents, clock));
  }

  private static <T> Question<T> question(
      String address, String path, Function<NfsAgentApi, T> ask, AgentClients agents, Clock clock) {
    return Question.of(address, path, () -> agents.nfs(address, ask), clock);
  }

  @Override
  public void ask() {
    status.ask();
    store.ask();
    models.ask();
  }

  @Override
  public AgentState until(long nanoTime) {
    return new AgentState(
        server,
        ClusterSpec.NFS_AGENT,
        address,
        status.until(nanoTime),
        null,
        store.until(nanoTime),
        models.until(nanoTime));
  }
}
