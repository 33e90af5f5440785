package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ImageSpec;
import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.node.swarm.container.ExactImage;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Optional;

/**
 * Has the image on a node, the same one as on the lead's: what a name such as {@code latest} means
 * may differ from node to node.
 */
public record ProvideImage(
    String id, String node, String agent, String leadAgent, String reference, AgentClients agents)
    implements Step {

  @Override
  public String title() {
    return "Have the image %s on %s".formatted(reference, node);
  }

  @Override
  public Observation observe() {
    var here = at(agent);
    if (here.id() == null) {
      return new Observation.Differs("no image " + reference, "the image on the node").making(true);
    }
    var lead = at(leadAgent);
    if (!ExactImage.isSame(lead, here)) {
      return new Observation.Blocked(
          ProblemCode.IMAGE_MISSING
              .problem(
                  "%s is %s on %s, but %s on the lead's node"
                      .formatted(reference, here.id(), node, lead.id()))
              .withRemedy(
                  "docker pull %s on both, or name the image by its digest in cluster.yaml"
                      .formatted(reference)));
    }
    return new Observation.AsPlanned("%s is %s".formatted(reference, here.id()));
  }

  @Override
  public void apply() {
    agents.orderNode(agent, a -> a.putImage(new ImageSpec(reference)));
  }

  @Override
  public Optional<String> remains() {
    return Optional.of("the image %s on %s".formatted(reference, node));
  }

  private ImageState at(String where) {
    return agents.node(where, a -> a.image(reference));
  }
}
