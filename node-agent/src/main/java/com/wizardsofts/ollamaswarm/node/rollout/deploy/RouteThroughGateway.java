package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has Traefik own the port: Swarm provider, entry point, published port, network; restarted only
 * when that changed something.
 */
public record RouteThroughGateway(GatewaySpec wanted, Gateway gateway, Consumer<String> note)
    implements Step {

  @Override
  public String id() {
    return "deploy.gateway";
  }

  @Override
  public String title() {
    return "Route port %d through Traefik (container %s)"
        .formatted(wanted.port(), wanted.container());
  }

  @Override
  public Observation observe() {
    var state = gateway.observe(wanted);
    if (state.refusal().isPresent()) {
      return new Observation.Blocked(state.refusal().get());
    }
    return state.asPlanned()
        ? new Observation.AsPlanned(state.evidence())
        : new Observation.Differs(
            String.join("; ", state.differs()),
            state.diff().isEmpty() ? "none of these differences" : state.diff(),
            state.before());
  }

  @Override
  public void apply() {
    var state = gateway.observe(wanted);
    state.differs().forEach(note);
    state.diff().lines().filter(line -> line.matches("[+-][^+-].*")).forEach(note);
    state.interruption().ifPresent(note);
    gateway.apply(wanted);
    gateway
        .lastInterruption(wanted)
        .ifPresent(i -> note.accept("Traefik was away for %d ms".formatted(i.length().toMillis())));
  }

  @Override
  public Optional<String> interruption() {
    return gateway.observe(wanted).interruption();
  }

  @Override
  public Optional<String> undoInterruption(String before) {
    if (wanted.ownImage().isPresent()) {
      return Optional.of(
          "the gateway goes: it answers on port %d no more".formatted(wanted.port()));
    }
    return Optional.of(
        "port %d is not routed any more, and Traefik is restarted where its file or container was changed; until it is back its routers do not answer: %s"
            .formatted(wanted.port(), gateway.observe(wanted).foreignRouters()));
  }

  @Override
  public void undo(String before) {
    gateway.undo(before);
  }
}
