package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.node.mount.EditedUnit;
import com.wizardsofts.ollamaswarm.node.mount.MountOptions;
import com.wizardsofts.ollamaswarm.node.rollout.drain.NodeTie;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.drain.TiedNode;
import com.wizardsofts.ollamaswarm.node.rollout.drain.Unmounting;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has a node mount the store, read-only and for every boot, and prove that it is this store. A
 * mount of ours from another address is given up first, not before the replicas there have finished
 * their answers; the label that this takes comes back with the proof.
 *
 * @param note is told what stays when it was undone
 */
public record MountStore(
    String node,
    String agent,
    MountSpec wanted,
    Unmounting unmounting,
    OtherNodes others,
    StoreFacts store,
    Swarm swarm,
    AgentClients agents,
    Consumer<String> note)
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
    var state = mounted();
    if (holds(state)) {
      return new Observation.AsPlanned(
          "%s, type %s, read-only, at boot; store %s read through it, a write refused"
              .formatted(state.source(), state.type(), state.storeId()));
    }
    return EditedUnit.refusal(state)
        .<Observation>map(Observation.Blocked::new)
        .orElseGet(
            () ->
                new Observation.Differs(text(state), wanted(state), tied().tie().text())
                    .making(state.source() == null));
  }

  @Override
  public void apply() {
    if (isOurOther(mounted())) {
      replace();
    } else {
      mount();
    }
  }

  private void replace() {
    var former = tied().tie();
    MountState made;
    try {
      tied().loosen();
      made = mount();
    } catch (ProblemException e) {
      giveBack(former, e);
      throw e.problem().is(ProblemCode.STORE_UNREACHABLE) ? failed(e) : e;
    }
    if (holds(made)) {
      // The rollout may end before the step that labels nodes.
      tied().tie(NodeTie.label(store.id()));
    }
  }

  /** A store that is away is waited for, and each try of that would end the node's replicas. */
  private static ProblemException failed(ProblemException away) {
    var problem =
        ProblemCode.MOUNT_FAILED
            .problem(away.problem().detail())
            .causedBy(String.valueOf(away.problem().cause()))
            .withRemedy(away.problem().remedy())
            .withEvidence(away.problem().evidence());
    return new ProblemException(problem, away);
  }

  /** Replicas can run there at once again; what is wrong with the new mount stays the news. */
  private void giveBack(NodeTie former, ProblemException why) {
    try {
      tied().tie(former);
    } catch (ProblemException e) {
      why.addSuppressed(e);
    }
  }

  private MountState mount() {
    return agents.orderNode(agent, a -> a.putMount(wanted));
  }

  @Override
  public Optional<String> interruption() {
    return Optional.of(moved()).filter(_ -> isOurOther(mounted()));
  }

  @Override
  public Optional<String> undoInterruption(String before) {
    var former = NodeTie.parse(before).source();
    return Optional.of(moved()).filter(_ -> !former.isEmpty() && !former.equals(source()));
  }

  private String moved() {
    return ("replicas on %s finish their answers there, once one answers on another node that has"
            + " the store; where no other has it, or one replica alone has no memory beside"
            + " itself, nothing answers until one is healthy")
        .formatted(node);
  }

  @Override
  public Optional<String> server() {
    return Optional.of(node);
  }

  /** Waits until the replicas that used the mount have finished their answers. */
  @Override
  public void undo(String before) {
    var former = NodeTie.parse(before);
    if (former.source().isEmpty()) {
      unmounting.run(agent, wanted.mountPoint());
      return;
    }
    var now = mounted();
    if (now.source() != null && !now.source().equals(former.source())) {
      tied().loosen();
    }
    tied().tie(former);
    if (former.byHand() && now.ours()) {
      note.accept(
          "%s, which was mounted at %s by hand, stays mounted; our unit for it is taken away"
              .formatted(former.source(), wanted.mountPoint()));
    }
  }

  private MountState mounted() {
    return agents.node(
        agent, a -> a.mount(wanted.mountPoint(), true, wanted.server(), wanted.path()));
  }

  private TiedNode tied() {
    return new TiedNode(agent, Optional.of(wanted.mountPoint()), unmounting, others, swarm, agents);
  }

  /** A mount that somebody else made is left alone; the node's agent says what it is. */
  private boolean isOurOther(MountState state) {
    return state.ours() && state.source() != null && !source().equals(state.source());
  }

  private String source() {
    return wanted.server() + ":" + wanted.path();
  }

  private boolean holds(MountState state) {
    return state.networkType()
        && source().equals(state.source())
        && Objects.equals(state.storeId(), store.id())
        && state.writeRefused()
        && state.startsAtBoot()
        && lacking(state).isEmpty();
  }

  private static List<String> lacking(MountState state) {
    return state.type() == null ? List.of() : MountOptions.lacking(state.type(), state.options());
  }

  /** The unit's difference, from an agent that tells it. */
  private String wanted(MountState state) {
    return Objects.requireNonNullElseGet(
        state.unitChange(),
        () -> "%s:%s, read-only, at boot".formatted(wanted.server(), wanted.path()));
  }

  private static String text(MountState state) {
    if (state.source() == null) {
      return "nothing mounted";
    }
    return "%s, type %s, store %s, write refused: %s, at boot: %s%s%s"
        .formatted(
            state.source(),
            state.type(),
            Objects.requireNonNullElse(state.storeId(), "not readable"),
            state.writeRefused(),
            state.startsAtBoot(),
            lacking(state).isEmpty() ? "" : ", without " + String.join(" and ", lacking(state)),
            state.trouble() == null ? "" : ", " + state.trouble());
  }
}
