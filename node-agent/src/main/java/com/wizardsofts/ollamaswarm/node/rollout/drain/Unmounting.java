package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Takes the store's mount from a node, not before its replicas have finished their answers.
 *
 * @param longestAnswer that a replica may take
 */
public record Unmounting(Duration longestAnswer, AgentClients agents, Await await) {

  /**
   * Throws {@code mount.busy} with the containers when they still use it after the limit.
   *
   * @param agent {@code host:port} of the node's agent
   */
  public void run(String agent, String mountPoint) {
    if (!inTime(() -> done(agent, mountPoint))) {
      agents.orderNode(agent, a -> a.unmount(mountPoint));
    }
  }

  /** Within the longest that Swarm lets a replica live once its node has lost the label. */
  boolean inTime(BooleanSupplier ended) {
    return await.holds(ServiceJson.longestEnd(longestAnswer), Duration.ofSeconds(1), ended);
  }

  private boolean done(String agent, String mountPoint) {
    try {
      var left = agents.orderNode(agent, a -> a.unmount(mountPoint));
      return left.source() == null;
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.MOUNT_BUSY)) {
        return false;
      }
      throw e;
    }
  }
}
