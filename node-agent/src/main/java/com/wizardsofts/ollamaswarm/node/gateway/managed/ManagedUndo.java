package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.node.gateway.container.OwnContainer;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Our own Traefik before a change, kept in the journal as a line of JSON.
 *
 * @param container how it was made; nothing when there was none
 * @param settings by which it was made, as its label said; empty when there was none
 */
record ManagedUndo(
    Optional<OwnContainer> container,
    String settings,
    Optional<String> staticText,
    Optional<String> dynamicText) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "managed";

  String text() {
    var tree = JSON.createObjectNode().put(MARK, true).put("settings", settings);
    container.ifPresent(
        made -> {
          tree.set("body", made.body());
          made.networks().forEach(tree.putArray("networks")::add);
        });
    staticText.ifPresent(text -> tree.put("staticText", text));
    dynamicText.ifPresent(text -> tree.put("dynamicText", text));
    return tree.toString();
  }

  /** Nothing for what an adopted gateway was before. */
  static Optional<ManagedUndo> parse(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not written by the gateway: " + text, e);
    }
    return tree.path(MARK).asBoolean() ? Optional.of(of(tree)) : Optional.empty();
  }

  private static ManagedUndo of(JsonNode tree) {
    var networks = new ArrayList<String>();
    tree.path("networks").forEach(name -> networks.add(name.asText()));
    return new ManagedUndo(
        tree.has("body")
            ? Optional.of(new OwnContainer(tree.get("body"), networks))
            : Optional.empty(),
        tree.path("settings").asText(),
        text(tree, "staticText"),
        text(tree, "dynamicText"));
  }

  private static Optional<String> text(JsonNode tree, String key) {
    return tree.has(key) ? Optional.of(tree.get(key).asText()) : Optional.empty();
  }
}
