package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;

/** Looks whether Traefik can route to the service, before anything is changed. */
public record LookAtGateway(GatewaySpec wanted, Gateway gateway) implements Step {
  public static final String ID = "store.gateway";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String title() {
    return "Look at the gateway " + wanted.container();
  }

  @Override
  public Observation observe() {
    try {
      return gateway
          .observe(wanted)
          .refusal()
          .<Observation>map(Observation.Blocked::new)
          .orElseGet(() -> new Observation.AsPlanned("it can route to the service"));
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.GATEWAY_SILENT)) {
        throw e;
      }
      // A Traefik that starts beside the lead is waited for by the gateway's own step.
      return new Observation.AsPlanned("it does not answer yet");
    }
  }

  @Override
  public void apply() {
    throw new IllegalStateException("looking changes nothing");
  }
}
