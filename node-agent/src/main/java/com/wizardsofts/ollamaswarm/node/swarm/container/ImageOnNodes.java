package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ImageSpec;
import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * One and the same image on every node that may run a replica: a Swarm without a registry
 * distributes nothing by itself.
 */
@ApplicationScoped
public class ImageOnNodes {
  private final Images images;
  private final Swarm swarm;
  private final AgentClients agents;

  public ImageOnNodes(Images images, Swarm swarm, AgentClients agents) {
    this.images = images;
    this.swarm = swarm;
    this.agents = agents;
  }

  /**
   * Has the image on all nodes, pulled where it is missing.
   *
   * @return the image by its digest, where a registry gave it one: what {@code latest} means may
   *     change later
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code image.missing}
   */
  public String provide(String reference) {
    var there = images.inspect(reference);
    var here = there.id() == null ? images.pull(reference) : there;
    var exact = ExactImage.of(here);
    var state = swarm.state();
    state.nodes().stream()
        .filter(node -> node.state().equals("ready") && !node.id().equals(state.nodeId()))
        .filter(node -> node.isLabelled() || node.isWithdrawn())
        .forEach(node -> provide(exact, node, here));
    return exact;
  }

  private void provide(String exact, Node node, ImageState here) {
    var seen = agents.node(node.agent(), agent -> agent.image(exact));
    if (seen.id() == null) {
      seen = agents.orderNode(node.agent(), agent -> agent.putImage(new ImageSpec(exact)));
    }
    if (!ExactImage.isSame(here, seen)) {
      throw ProblemCode.IMAGE_MISSING
          .problem(
              "%s is %s on %s, but %s here".formatted(exact, seen.id(), node.hostname(), here.id()))
          .withRemedy("docker pull %s on both, or name the image by its digest".formatted(exact))
          .exception();
    }
  }
}
