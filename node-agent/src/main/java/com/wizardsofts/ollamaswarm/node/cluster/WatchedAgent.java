package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;

/** An agent that is asked again and again for its part of the status of all servers. */
interface WatchedAgent {

  /** Begins to ask for everything; returns at once. */
  void ask();

  /**
   * What it told by then.
   *
   * @param nanoTime on the scale of {@link System#nanoTime}
   */
  AgentState until(long nanoTime);
}
