package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.api.Told;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the lead asks one agent for its status. */
record WatchedAgent(
    String server,
    String agent,
    String address,
    Question<ServerStatus> status,
    @Nullable Question<MountState> mount,
    @Nullable Question<StoreState> store,
    @Nullable Question<List<Model>> models) {

  static WatchedAgent nfs(String server, String address, AgentClients agents, Clock clock) {
    return new WatchedAgent(
        server,
        ClusterSpec.NFS_AGENT,
        address,
        question(address, "/status", () -> agents.nfs(address, NfsAgentApi::status), clock),
        null,
        question(address, "/store", () -> agents.nfs(address, NfsAgentApi::store), clock),
        question(address, "/models", () -> agents.nfs(address, NfsAgentApi::models), clock));
  }

  /**
   * @param mountPoint nothing on the store's own server, which mounts none
   */
  static WatchedAgent node(
      String server,
      String address,
      Optional<String> mountPoint,
      AgentClients agents,
      Clock clock) {
    return new WatchedAgent(
        server,
        ClusterSpec.NODE_AGENT,
        address,
        question(address, "/status", () -> agents.node(address, NodeAgentApi::status), clock),
        mountPoint
            .map(
                at ->
                    question(
                        address,
                        "/mount",
                        () -> agents.node(address, node -> node.mount(at)),
                        clock))
            .orElse(null),
        null,
        null);
  }

  private static <T> Question<T> question(
      String address, String path, Supplier<T> question, Clock clock) {
    return new Question<>("https://%s/v1%s".formatted(address, path), question, clock);
  }

  /** Begins to ask for everything. */
  void ask() {
    for (var question : new Question<?>[] {status, mount, store, models}) {
      if (question != null) {
        var _ = question.ask();
      }
    }
  }

  AgentState until(long nanoTime) {
    return new AgentState(
        server,
        agent,
        address,
        status.until(nanoTime),
        told(mount, nanoTime),
        told(store, nanoTime),
        told(models, nanoTime));
  }

  private static <T> @Nullable Told<T> told(@Nullable Question<T> question, long nanoTime) {
    return question == null ? null : question.until(nanoTime);
  }
}
