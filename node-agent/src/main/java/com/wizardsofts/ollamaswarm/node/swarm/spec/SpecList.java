package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.JsonNode;

/** The lists of a service spec whose elements have a name, and no order that matters. */
final class SpecList {
  private SpecList() {}

  static boolean isNamed(String list) {
    return switch (list) {
      case "Env", "Constraints", "Mounts", "Configs", "Networks" -> true;
      default -> false;
    };
  }

  /** What makes two elements the same thing: a variable's name, a mount's target, … */
  static String key(String list, JsonNode element) {
    return switch (list) {
      case "Env" -> element.asText().split("=", 2)[0];
      case "Constraints" -> element.asText().split("[!=]=", 2)[0].strip();
      case "Configs" -> element.at("/File/Name").asText();
      default -> element.path("Target").asText();
    };
  }
}
