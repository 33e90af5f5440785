package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;

/** Looks whether the name of the service is free, or the service ours, before any change. */
public record LookAtService(String service, Swarm swarm, OllamaService services) implements Step {
  public static final String ID = "store.service";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String title() {
    return "Look at the service " + service;
  }

  @Override
  public Observation observe() {
    if (!swarm.state().manager()) { // the Swarm's own step makes one, or says what is in its way
      return new Observation.AsPlanned("there is no Swarm yet in which it could be");
    }
    return services
        .conflict(service)
        .<Observation>map(Observation.Blocked::new)
        .orElseGet(() -> new Observation.AsPlanned("no other service has its name"));
  }

  @Override
  public void apply() {
    throw new IllegalStateException("looking changes nothing");
  }
}
