package com.wizardsofts.ollamaswarm.node.gateway.file;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A block mapping of a text into which lines can be put: under the line of its own key, above its
 * first entry, so that every comment stays beside what it was written for.
 *
 * @param path its keys joined by dots; empty for the root
 * @param map its entries; nothing when it has none yet
 * @param head the place of its own key's end; nothing for the root, which grows at the text's end
 * @param indent spaces before its entries
 * @param step spaces by which its entries' own entries go in further
 */
record YamlSection(
    String path, @Nullable MappingNode map, @Nullable Mark head, int indent, int step) {
  private static final int USUAL_STEP = 2;

  static YamlSection root(@Nullable MappingNode map) {
    if (map == null) {
      return new YamlSection("", null, null, 0, USUAL_STEP);
    }
    checkPlain("its root", map);
    return new YamlSection("", map, null, map.getStartMark().getColumn(), firstStep(map));
  }

  Optional<NodeTuple> entry(String key) {
    return map == null ? Optional.empty() : YamlTree.entry(map, key);
  }

  /** The section under one of this one's entries. */
  YamlSection section(NodeTuple entry) {
    var name = longer(YamlTree.name(entry));
    var key = entry.getKeyNode();
    return switch (entry.getValueNode()) {
      case MappingNode child -> {
        checkPlain("'" + name + "'", child);
        if (child.getStartMark().getLine() <= key.getEndMark().getLine()) {
          throw new Refusal("'%s' begins on the line of its key".formatted(name));
        }
        var column = child.getStartMark().getColumn();
        yield new YamlSection(name, child, key.getEndMark(), column, column - indent);
      }
      case Node node when YamlTree.isNull(node) && isUnwritten(node) ->
          new YamlSection(name, null, key.getEndMark(), indent + step, step);
      default -> throw new Refusal("'%s' is no mapping".formatted(name));
    };
  }

  String longer(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static boolean isUnwritten(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getValue().isEmpty()
        && scalar.getAnchor() == null;
  }

  private static void checkPlain(String what, MappingNode map) {
    if (map.getFlowStyle() != FlowStyle.BLOCK) {
      throw new Refusal(what + " is written in braces");
    }
    if (map.getAnchor() != null) {
      throw new Refusal(what + " carries an anchor, so that a change there may act elsewhere");
    }
    for (var entry : map.getValue()) {
      if (YamlTree.name(entry).equals("<<")) {
        throw new Refusal(what + " is merged from another place");
      }
    }
  }

  private static int firstStep(MappingNode map) {
    return map.getValue().stream()
        .filter(
            e -> e.getValueNode() instanceof MappingNode m && m.getFlowStyle() == FlowStyle.BLOCK)
        .mapToInt(e -> e.getValueNode().getStartMark().getColumn() - map.getStartMark().getColumn())
        .filter(step -> step > 0)
        .findFirst()
        .orElse(USUAL_STEP);
  }
}
