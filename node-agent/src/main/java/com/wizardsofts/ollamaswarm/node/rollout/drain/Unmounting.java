package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;

/** Takes the store's mount from a node, not before its replicas have finished their answers. */
public record Unmounting(
    String agent, String mountPoint, Duration longestAnswer, AgentClients agents) {

  /** Until Swarm has seen that the label is gone, and the containers after their end. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  /** Throws {@code mount.busy} with the containers when they still use it after the limit. */
  public void run() {
    run(new Await());
  }

  /** The longest that Swarm lets a replica live, from the moment that its node lost the label. */
  public void run(Await await) {
    var limit = ServiceJson.stopGracePeriod(longestAnswer).plus(MARGIN);
    if (!await.holds(limit, Duration.ofSeconds(1), this::done)) {
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
