package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;

/** Makes the attachable overlay network on which replicas and gateway meet. */
public record CreateNetwork(String network, OverlayNetwork networks) implements Step {

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
        : new Observation.Differs("no network " + network, "an attachable overlay network");
  }

  @Override
  public void apply() {
    networks.create(network);
  }
}
