package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What a rollout was started with, kept by its first event: it is resumed and rolled back by what
 * was ordered then, not by what {@code cluster.yaml} says since.
 *
 * @param prove whether proofs of earlier rollouts do not count
 * @param clusterYaml the text of {@code cluster.yaml}
 * @param fix which of its steps it has
 */
public record RolloutOrder(boolean prove, String clusterYaml, Fix fix) {
  private static final Logger LOG = Logger.getLogger(RolloutOrder.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As the first event keeps it. */
  public String text() {
    var text = JSON.createObjectNode().put("prove", prove).put("clusterYaml", clusterYaml);
    if (!fix.isWhole()) {
      text.putPOJO("fix", fix.codes());
    }
    return text.toString();
  }

  /** The desired state. */
  public ClusterSpec spec() {
    return ClusterFile.parse(clusterYaml);
  }

  /** Hash of the desired state: whatever else the file holds, comments for one, makes no other. */
  public String desired() {
    try {
      return PlanHash.hash(JSON.writeValueAsString(spec()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether nothing that {@code other} was to do in these phases is left to do after this. */
  public boolean doesAllOf(RolloutOrder other, Set<String> phases) {
    // A fix of the same findings has the phases of their steps, or it would have been refused.
    return fix.mendsAllOf(other.fix) && (!fix.isWhole() || spec().phases().containsAll(phases));
  }

  /** That of a rollout; nothing when its journal or its file is not understood any more. */
  public static Optional<RolloutOrder> understood(RolloutEvent began) {
    try {
      var order = of(began);
      var _ = order.spec();
      return Optional.of(order);
    } catch (ProblemException e) {
      LOG.warnf("what %s ordered is not known: %s", began.rollout(), e.problem().detail());
      return Optional.empty();
    }
  }

  public static RolloutOrder of(RolloutEvent began) {
    var text = Objects.requireNonNullElse(began.text(), "");
    try {
      var tree = JSON.readTree(text.startsWith("{") ? text : "{}");
      if (began.kind() == RolloutEvent.Kind.BEGAN && tree.has("clusterYaml")) {
        var codes = new ArrayList<String>();
        tree.path("fix").forEach(code -> codes.add(code.asText()));
        return new RolloutOrder(
            tree.path("prove").asBoolean(),
            tree.path("clusterYaml").asText(),
            new Fix(List.copyOf(codes)));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not written by RolloutOrder: " + text, e);
    }
    throw ProblemCode.JOURNAL_DAMAGED.exception(
        "the journal of %s does not say what was ordered".formatted(began.rollout()));
  }
}
