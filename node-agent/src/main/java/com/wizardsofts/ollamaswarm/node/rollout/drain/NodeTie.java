package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What ties a node to the store.
 *
 * @param label empty when it has none
 * @param withdrawn the label that the lead keeps while the node's mount is not proved; likewise
 * @param source of the mount; empty when there is none
 */
public record NodeTie(String label, String withdrawn, String source) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether nothing ties it. */
  public boolean isNone() {
    return label.isEmpty() && withdrawn.isEmpty() && source.isEmpty();
  }

  /** As text that {@link #parse} takes. */
  public String text() {
    return JSON.createObjectNode()
        .put("label", label)
        .put("withdrawn", withdrawn)
        .put("source", source)
        .toString();
  }

  /** What {@link #text} told of, or the source alone, as older journals have it. */
  public static NodeTie parse(String text) {
    if (!text.startsWith("{")) {
      return new NodeTie("", "", text);
    }
    try {
      var tree = JSON.readTree(text);
      return new NodeTie(
          tree.path("label").asText(),
          tree.path("withdrawn").asText(),
          tree.path("source").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not written by NodeTie: " + text, e);
    }
  }
}
