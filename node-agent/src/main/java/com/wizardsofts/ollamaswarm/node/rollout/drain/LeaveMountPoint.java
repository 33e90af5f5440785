package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.node.mount.EditedUnit;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes the mount from where {@code cluster.yaml} wanted it before, once the replicas that read the
 * store there have ended their answers. The node keeps its label: it has the store elsewhere.
 *
 * @param mountPoint the former one
 * @param tied the node by that mount
 */
public record LeaveMountPoint(String node, String mountPoint, TiedNode tied) implements Step {

  @Override
  public String id() {
    return "deploy.unmount.%s:%s".formatted(node, mountPoint);
  }

  @Override
  public String title() {
    return "Unmount the store from %s of %s, its former place".formatted(mountPoint, node);
  }

  @Override
  public Observation observe() {
    var state = mounted();
    if (!state.ours()) {
      return new Observation.AsPlanned("no unit of ours mounts anything at " + mountPoint);
    }
    var edited = EditedUnit.refusal(state);
    if (edited.isPresent()) {
      return new Observation.Blocked(edited.get());
    }
    var source = Objects.requireNonNullElse(state.source(), "");
    return new Observation.Differs(
            source.isEmpty() ? "a unit that mounts nothing now" : source,
            "no mount and no unit at " + mountPoint,
            NodeTie.mount(source, Objects.requireNonNullElse(state.storeId(), "")).text())
        .takingAway(true);
  }

  private MountState mounted() {
    return tied.agents().node(tied.agent(), a -> a.mount(mountPoint, false, null, null));
  }

  @Override
  public void apply() {
    tied.unmounting().run(tied.agent(), mountPoint);
  }

  @Override
  public Optional<String> server() {
    return Optional.of(node);
  }

  @Override
  public void undo(String before) {
    tied.tie(NodeTie.parse(before));
  }
}
