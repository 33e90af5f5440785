package com.wizardsofts.ollamaswarm.node.cluster.label;

import com.wizardsofts.ollamaswarm.node.swarm.Node;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides from one round of looks to the next which labels are no longer true.
 *
 * <p>A label is withdrawn when the proof of its node has failed for a while although the store
 * could be read on another node all that time. While it can be read nowhere, none is withdrawn and
 * no time counts: Swarm would end replicas that go on by themselves when the store is back, and
 * could start none anywhere.
 */
final class LabelRule {
  private final Clock clock;
  private final Duration patience;
  private final Map<String, Instant> failingSince = new HashMap<>();

  /**
   * @param patience how long a proof must have failed
   */
  LabelRule(Clock clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /** The changes that follow from what was seen of every node with either label. */
  List<LabelChange> after(Map<Node, Proof> seen) {
    var changes = new ArrayList<LabelChange>();
    seen.forEach(
        (node, proof) -> {
          if (node.isWithdrawn() && proof == Proof.HOLDS) {
            changes.add(LabelChange.returned(node));
          }
        });
    failingSince.keySet().retainAll(failingWhileOthersHold(seen));
    for (var node : seen.keySet()) {
      if (hasFailedLong(node, seen)) {
        failingSince.remove(node.id());
        changes.add(LabelChange.withdrawn(node));
      }
    }
    return changes;
  }

  /** Also those of which nothing is known now: silence is neither a failure nor a proof. */
  private static List<String> failingWhileOthersHold(Map<Node, Proof> seen) {
    return seen.keySet().stream()
        .filter(node -> seen.get(node) != Proof.HOLDS && othersHold(node, seen))
        .map(Node::id)
        .toList();
  }

  private boolean hasFailedLong(Node node, Map<Node, Proof> seen) {
    if (!node.isLabelled() || seen.get(node) != Proof.FAILS || !othersHold(node, seen)) {
      return false;
    }
    var now = clock.instant();
    var since = Objects.requireNonNullElse(failingSince.putIfAbsent(node.id(), now), now);
    return !Duration.between(since, now).minus(patience).isNegative();
  }

  private static boolean othersHold(Node node, Map<Node, Proof> seen) {
    return seen.entrySet().stream()
        .filter(other -> !other.getKey().equals(node) && other.getKey().isLabelled())
        .anyMatch(other -> other.getValue() == Proof.HOLDS && other.getKey().isUsable());
  }
}
