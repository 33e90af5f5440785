package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes the attachable overlay network on which replicas and gateway meet. */
public record CreateNetwork(
    String network, Duration longestAnswer, OverlayNetwork networks, Await await) implements Step {
  @Override
  public String id() {
    return "deploy.network";
  }

  @Override
  public String title() {
    return "Have the overlay network " + network;
  }

  @Override
  public Observation observe() {
    return networks.exists(network)
        ? new Observation.AsPlanned(network + ": overlay, attachable, of the Swarm")
        : new Observation.Differs("no network " + network, "an attachable overlay network")
            .making(true);
  }

  @Override
  public void apply() {
    networks.create(network);
  }

  /**
   * Replicas that finish their answers are attached until they have ended. Swarm gives the network
   * up before that (it counts only tasks that shall run), but this node keeps it, and a service
   * made on what is left of it is refused.
   */
  @Override
  public void undo(String before) {
    var limit = ServiceJson.longestEnd(longestAnswer);
    var refusal = new AtomicReference<@Nullable Problem>();
    if (!await.holds(limit, Duration.ofSeconds(1), () -> gone(refusal))) {
      throw inUse(limit, refusal.get()).exception();
    }
  }

  private boolean gone(AtomicReference<@Nullable Problem> refusal) {
    try {
      networks.remove(network);
      refusal.set(null);
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.DOCKER_REFUSED) && !e.problem().is(ProblemCode.NOT_FOUND)) {
        throw e;
      }
      refusal.set(e.problem());
    }
    return !networks.exists(network);
  }

  private Problem inUse(Duration limit, @Nullable Problem refusal) {
    var problem =
        ProblemCode.NETWORK_IN_USE.problem(
            "The network %s is still there after %s".formatted(network, InWords.of(limit)));
    return refusal == null ? problem : problem.causedBy(String.valueOf(refusal.cause()));
  }
}
