package com.wizardsofts.ollamaswarm.node.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Objects;

/**
 * What a rollout was started with, kept by its first event: it is resumed and rolled back by what
 * was ordered then, not by what {@code cluster.yaml} says since.
 *
 * @param prove whether proofs of earlier rollouts do not count
 * @param clusterYaml the text of {@code cluster.yaml}
 */
record RolloutOrder(boolean prove, String clusterYaml) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String text() {
    return JSON.createObjectNode().put("prove", prove).put("clusterYaml", clusterYaml).toString();
  }

  ClusterSpec spec() {
    return ClusterFile.parse(clusterYaml);
  }

  /** Hash of the desired state: whatever else the file holds, comments for one, makes no other. */
  String desired() {
    try {
      return PlanHash.hash(JSON.writeValueAsString(spec()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static RolloutOrder of(RolloutEvent began) {
    var text = Objects.requireNonNullElse(began.text(), "");
    try {
      var tree = JSON.readTree(text.startsWith("{") ? text : "{}");
      if (began.kind() == RolloutEvent.Kind.BEGAN && tree.has("clusterYaml")) {
        return new RolloutOrder(tree.path("prove").asBoolean(), tree.path("clusterYaml").asText());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not written by RolloutOrder: " + text, e);
    }
    throw ProblemCode.JOURNAL_DAMAGED.exception(
        "the journal of %s does not say what was ordered".formatted(began.rollout()));
  }
}
