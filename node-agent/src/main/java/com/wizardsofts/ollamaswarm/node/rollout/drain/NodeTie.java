package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What ties a node to the store.
 *
 * @param label empty when it has none
 * @param withdrawn the label that the lead keeps while the node's mount is not proved; likewise
 * @param source of the mount; empty when there is none
 * @param store the id that was read through the mount; empty when none was
 * @param byHand whether somebody mounted it, and no unit does so at boot; false also in older
 *     journals
 */
public record NodeTie(String label, String withdrawn, String source, String store, boolean byHand) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A mount alone. */
  static NodeTie mount(String source, String store) {
    return new NodeTie("", "", source, store, false);
  }

  /** A label alone. */
  public static NodeTie label(String label) {
    return new NodeTie(label, "", "", "", false);
  }

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
        .put("store", store)
        .put("byHand", byHand)
        .toString();
  }

  /** What {@link #text} told of, or the source alone, as older journals have it. */
  public static NodeTie parse(String text) {
    if (!text.startsWith("{")) {
      return mount(text, "");
    }
    try {
      var tree = JSON.readTree(text);
      return new NodeTie(
          tree.path("label").asText(),
          tree.path("withdrawn").asText(),
          tree.path("source").asText(),
          tree.path("store").asText(),
          tree.path("byHand").asBoolean());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not written by NodeTie: " + text, e);
    }
  }
}
