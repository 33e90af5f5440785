package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;

/** Takes the store's mount from a node, not before its replicas have finished their answers. */
record Unmounting(String agent, String mountPoint, Duration longestAnswer, AgentClients agents) {

  /** Throws {@code mount.busy} with the containers when they still use it after the limit. */
  void run() {
    if (!new Await().holds(longestAnswer, Duration.ofSeconds(1), this::done)) {
      agents.node(agent, a -> a.unmount(mountPoint));
    }
  }

  private boolean done() {
    try {
      var left = agents.node(agent, a -> a.unmount(mountPoint));
      return left.source() == null;
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.MOUNT_BUSY)) {
        return false;
      }
      throw e;
    }
  }
}
