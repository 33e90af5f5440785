package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;

/**
 * Has Traefik know what the service's labels will name, before they do: between them clients would
 * get a 404. Only an older agent's file is renewed; where there is none, the gateway is made later.
 */
public record RenewGatewayFile(GatewaySpec wanted, Gateway gateway) implements Step {

  @Override
  public String id() {
    return "deploy.gateway-file";
  }

  @Override
  public String title() {
    return "Renew an older file of the gateway";
  }

  @Override
  public Observation observe() {
    return gateway
        .olderFile(wanted)
        .<Observation>map(
            change ->
                new Observation.Differs(
                    change.file() + " was written by another version, or for other settings",
                    UnifiedDiff.of(change.file().toString(), change.before(), change.wanted()),
                    change.undo()))
        .orElseGet(() -> new Observation.AsPlanned("no older file is in use"));
  }

  @Override
  public void apply() {
    gateway.olderFile(wanted).ifPresent(change -> gateway.renew(wanted, change));
  }

  @Override
  public void undo(String before) {
    gateway.putBack(wanted, before);
  }
}
