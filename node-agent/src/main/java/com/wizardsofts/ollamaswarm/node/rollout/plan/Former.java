package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.PastRollout;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.store.FormerNode;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What the rollouts before this one may have left on servers: they ordered these states, the newest
 * first.
 *
 * @param specs down to the last one that settled the store and ended well
 * @param places likewise, down to the last one that had the service read the store there, too
 */
public record Former(List<ClusterSpec> specs, List<ClusterSpec> places) {
  /** By the journals of these rollouts, oldest first. */
  public static Former of(Journal journal, List<String> rollouts) {
    var specs = new ArrayList<ClusterSpec>();
    var places = new ArrayList<ClusterSpec>();
    var isSettled = false;
    for (var id : rollouts.reversed()) {
      var past = journal.past(id).filter(PastRollout::left);
      var order = past.flatMap(rollout -> RolloutOrder.understood(rollout.began()));
      order.map(RolloutOrder::spec).ifPresent(places::add);
      if (!isSettled) {
        order.map(RolloutOrder::spec).ifPresent(specs::add);
      }
      if (past.filter(rollout -> rollout.state() == State.DONE).isPresent()
          && order.filter(Former::settlesStore).isPresent()) {
        isSettled = true;
        if (order.filter(Former::deploys).isPresent()) {
          break;
        }
      }
    }
    return new Former(List.copyOf(specs), List.copyOf(places));
  }

  /** Nodes come and go in the phase of the store; a rollout without it left them as they were. */
  private static boolean settlesStore(RolloutOrder order) {
    return order.fix().isWhole() && order.spec().phases().contains(Phase.STORE.label());
  }

  /** Former mounts go in its phase: until then the service reads them. */
  private static boolean deploys(RolloutOrder order) {
    return order.spec().phases().contains(Phase.DEPLOY.label());
  }

  /** The nodes that {@code spec} does not name any more. */
  List<FormerNode> nodesBeyond(ClusterSpec spec) {
    var left = new LinkedHashMap<String, FormerNode>();
    for (var former : specs) {
      former
          .nodeAgents()
          .forEach(
              (name, agent) ->
                  left.putIfAbsent(agent, new FormerNode(name, agent, former.mountPoint(name))));
    }
    left.keySet().removeAll(spec.nodeAgents().values());
    return List.copyOf(left.values());
  }

  /** Where nodes of {@code spec} mounted the store, and it wants it elsewhere. */
  List<FormerNode> mountPointsBeyond(ClusterSpec spec) {
    var left = new LinkedHashSet<FormerNode>();
    for (var former : places) {
      var at = Optional.of(former.store().mountPoint());
      spec.mountingAgents()
          .forEach(
              (name, agent) -> {
                if (former.mountingAgents().containsValue(agent)
                    && !at.equals(spec.mountPoint(name))) {
                  left.add(new FormerNode(name, agent, at));
                }
              });
    }
    return List.copyOf(left);
  }

  /**
   * One mount below another hides files of it or keeps it from being unmounted.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code bad-input} when nodes
   *     mounted the store above or below where {@code spec} wants it
   */
  void requireApart(ClusterSpec spec) {
    var wanted = Path.of(spec.store().mountPoint());
    for (var left : mountPointsBeyond(spec)) {
      var at = Path.of(left.mountPoint().orElseThrow());
      if (at.startsWith(wanted) || wanted.startsWith(at)) {
        throw ProblemCode.BAD_INPUT
            .problem(
                "store.mountPoint: %s and %s, where %s had the store, lie in one another"
                    .formatted(wanted, at, left.name()))
            .withRemedy("Choose a mount point beside the former one.")
            .exception();
      }
    }
  }

  /** Those clients of the export, and those to whom it was exported before. */
  List<String> with(List<String> clients) {
    var all = new LinkedHashSet<>(clients);
    specs.forEach(former -> all.addAll(former.exportClients()));
    return List.copyOf(all);
  }

  /** Whether nodes may still mount the store from another path of its server. */
  boolean hadAnotherPath(ClusterSpec spec) {
    return places.stream().anyMatch(former -> !former.store().path().equals(spec.store().path()));
  }
}
