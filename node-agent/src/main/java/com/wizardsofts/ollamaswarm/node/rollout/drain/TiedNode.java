package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.mount.EditedUnit;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A node, tied to the store by a label and a mount. Without the label Swarm places the replicas
 * elsewhere; the old ones end their answers before they go.
 *
 * @param agent {@code host:port} of its node-agent
 * @param mountPoint nothing on the store's own server, which is tied by the label alone
 */
public record TiedNode(
    String agent,
    Optional<String> mountPoint,
    Unmounting unmounting,
    OtherNodes others,
    Swarm swarm,
    AgentClients agents) {
  /** A server without the store's disk exports the empty folder below it. */
  private static final String DISK =
      "Mount that store's disk on its server again, or bring the store back there; then roll back"
          + " again.";

  public NodeTie tie() {
    var mounted = mountPoint.map(at -> agents.node(agent, a -> a.mount(at, false, null, null)));
    var labels = inSwarm().map(Node::labels).orElse(Map.of());
    return new NodeTie(
        labels.getOrDefault(Node.STORE_LABEL, ""),
        labels.getOrDefault(Node.WITHDRAWN_LABEL, ""),
        mounted.map(MountState::source).orElse(""),
        mounted.map(MountState::storeId).orElse(""),
        mounted.filter(TiedNode::isByHand).isPresent());
  }

  /** An older agent does not tell whose the unit is; one that starts at boot is its own. */
  private static boolean isByHand(MountState state) {
    return state.source() != null && !state.ours() && !state.startsAtBoot();
  }

  /** Why its mount has to stay; asked before the label goes. */
  public Optional<Problem> edited() {
    return mountPoint.flatMap(
        at -> EditedUnit.refusal(agents.node(agent, a -> a.mount(at, false, null, null))));
  }

  /**
   * Takes the label once a replica answers on another node, waits until no container uses the
   * mount, and takes the mount. Where there is none, waits until the replicas have ended.
   */
  public void loosen() {
    ProblemException.throwIfPresent(edited());
    var found = inSwarm();
    found.ifPresent(
        node -> {
          others.answerInsteadOf(node, swarm);
          swarm.unlabel(node.id(), Node.STORE_LABEL);
          swarm.unlabel(node.id(), Node.WITHDRAWN_LABEL);
        });
    mountPoint.ifPresentOrElse(
        at -> unmounting.run(agent, at), () -> found.ifPresent(this::awaitNoReplica));
  }

  private void awaitNoReplica(Node node) {
    if (!unmounting.inTime(() -> others.replicasOn(node).isEmpty())) {
      throw ProblemCode.MOUNT_BUSY
          .problem("%s still has replicas that read the store".formatted(node.hostname()))
          .withEvidence(others.replicasOn(node))
          .exception();
    }
  }

  /**
   * Ties it again as it was. A mount that was made by hand stays mounted, without a unit of ours.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException before any label is set: {@code
   *     store.unreachable} when no store can be read there, {@code mount.failed} when it is not the
   *     store that it was
   */
  public void tie(NodeTie former) {
    spec(former.source())
        .filter(_ -> !former.byHand() || !isMounted(former))
        .map(mount -> agents.orderNode(agent, a -> a.putMount(mount)))
        .ifPresent(made -> requireSame(former, made));
    label(Node.STORE_LABEL, former.label());
    label(Node.WITHDRAWN_LABEL, former.withdrawn());
    if (former.byHand()) {
      mountPoint.ifPresent(at -> agents.node(agent, a -> a.removeUnit(at)));
    }
  }

  private boolean isMounted(NodeTie former) {
    return mountPoint
        .map(at -> agents.node(agent, a -> a.mount(at, false, null, null)))
        .filter(now -> former.source().equals(now.source()))
        .isPresent();
  }

  /**
   * A store without an answer may only be slow: its server makes clients wait for 90 s after its
   * own restart.
   */
  private static void requireSame(NodeTie former, MountState made) {
    if (former.store().isEmpty()) {
      return;
    }
    if (made.storeId() == null) {
      throw ProblemCode.STORE_UNREACHABLE
          .problem(
              "%s is mounted at %s again, and no store's id can be read there"
                  .formatted(former.source(), made.mountPoint()))
          .causedBy(Objects.requireNonNullElse(made.trouble(), "its marker is not there"))
          .withRemedy(DISK)
          .exception();
    }
    if (!former.store().equals(made.storeId())) {
      throw ProblemCode.MOUNT_FAILED
          .problem(
              "%s is mounted at %s again, and is not the store %s that it was"
                  .formatted(former.source(), made.mountPoint(), former.store()))
          .causedBy("it is the store " + made.storeId())
          .withRemedy(DISK)
          .exception();
    }
  }

  /**
   * Asks for what was mounted: {@code server:/path}, an IPv6 address in brackets. What it hid
   * before, it may hide again.
   */
  private Optional<MountSpec> spec(String source) {
    var end = source.indexOf(":/");
    if (end < 0) {
      return Optional.empty();
    }
    var server = source.substring(0, end).replaceAll("[\\[\\]]", "");
    return mountPoint.map(at -> new MountSpec(server, source.substring(end + 1), at, true));
  }

  private void label(String key, String value) {
    if (!value.isEmpty()) {
      inSwarm().ifPresent(node -> swarm.label(node.id(), key, value));
    }
  }

  private Optional<Node> inSwarm() {
    return swarm.state().node(agents.node(agent, NodeAgentApi::status).swarmNodeId());
  }
}
