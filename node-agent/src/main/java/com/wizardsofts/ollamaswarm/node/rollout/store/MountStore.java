package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.node.rollout.StoreFacts;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Has a node mount the store, read-only and for every boot, and prove that it is this store. */
public record MountStore(
    String node,
    String agent,
    MountSpec wanted,
    Duration longestAnswer,
    StoreFacts store,
    AgentClients agents)
    implements Step {

  @Override
  public String id() {
    return "store.mount." + node;
  }

  @Override
  public String title() {
    return "Mount %s:%s on %s at %s"
        .formatted(wanted.server(), wanted.path(), node, wanted.mountPoint());
  }

  @Override
  public Observation observe() {
    var state = agents.node(agent, a -> a.mount(wanted.mountPoint()));
    return holds(state)
        ? new Observation.AsPlanned(
            "%s, type %s, read-only, at boot; store %s read through it, a write refused"
                .formatted(state.source(), state.type(), state.storeId()))
        : new Observation.Differs(
            text(state),
            "%s:%s, read-only, at boot".formatted(wanted.server(), wanted.path()),
            Objects.requireNonNullElse(state.source(), ""));
  }

  @Override
  public void apply() {
    agents.node(agent, a -> a.putMount(wanted));
  }

  /** Waits until the replicas that used the mount have finished their answers. */
  @Override
  public void undo(String before) {
    spec(before, wanted.mountPoint())
        .ifPresentOrElse(
            former -> agents.node(agent, a -> a.putMount(former)),
            new Unmounting(agent, wanted.mountPoint(), longestAnswer, agents)::run);
  }

  /** Asks for what was mounted: {@code server:/path}, an IPv6 address in brackets. */
  static Optional<MountSpec> spec(String source, String mountPoint) {
    var end = source.indexOf(":/");
    if (end < 0) {
      return Optional.empty();
    }
    var server = source.substring(0, end).replaceAll("[\\[\\]]", "");
    return Optional.of(new MountSpec(server, source.substring(end + 1), mountPoint));
  }

  private boolean holds(MountState state) {
    return state.networkType()
        && (wanted.server() + ":" + wanted.path()).equals(state.source())
        && Objects.equals(state.storeId(), store.id())
        && state.writeRefused()
        && state.startsAtBoot();
  }

  private static String text(MountState state) {
    if (state.source() == null) {
      return "nothing mounted";
    }
    return "%s, type %s, store %s, write refused: %s, at boot: %s%s"
        .formatted(
            state.source(),
            state.type(),
            Objects.requireNonNullElse(state.storeId(), "not readable"),
            state.writeRefused(),
            state.startsAtBoot(),
            state.trouble() == null ? "" : ", " + state.trouble());
  }
}
