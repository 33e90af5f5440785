package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.NodeState;
import java.time.Clock;
import java.util.Optional;

/**
 * A node-agent: one question, for there may be a hundred of them.
 *
 * @param mountPoint nothing on the store's own server, which mounts none
 */
record WatchedNode(
    String server, String address, Optional<String> mountPoint, Question<NodeState> node)
    implements WatchedAgent {

  static WatchedNode of(
      String server,
      String address,
      Optional<String> mountPoint,
      AgentClients agents,
      Clock clock) {
    return new WatchedNode(
        server,
        address,
        mountPoint,
        Question.of(
            address,
            "/node",
            () -> agents.node(address, node -> node.node(mountPoint.orElse(null))),
            clock));
  }

  @Override
  public void ask() {
    node.ask();
  }

  @Override
  public AgentState until(long nanoTime) {
    var told = node.until(nanoTime);
    return new AgentState(
        server,
        ClusterSpec.NODE_AGENT,
        address,
        told.part(NodeState::status),
        mountPoint.isPresent() ? told.part(NodeState::mount) : null,
        null,
        null);
  }
}
