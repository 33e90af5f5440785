package com.wizardsofts.ollamaswarm.node.gateway.file;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a YAML text as nodes that know their places. */
final class YamlTree {
  private static final int MOST_VALUES = 20_000;
  private static final int DEEPEST = 60;

  private YamlTree() {}

  /** The root mapping; nothing for a text without content. */
  static Optional<MappingNode> root(String text) {
    Iterator<Node> documents;
    var all = new ArrayList<Node>();
    try {
      documents = new Yaml(new LoaderOptions()).composeAll(new StringReader(text)).iterator();
      documents.forEachRemaining(all::add);
    } catch (MarkedYAMLException e) {
      var line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new Refusal("it is not valid YAML: %s, line %d".formatted(e.getProblem(), line));
    } catch (YAMLException e) {
      throw new Refusal("it is not valid YAML: " + e.getMessage());
    }
    if (all.size() > 1) {
      throw new Refusal("it holds several YAML documents, and Traefik reads only one");
    }
    return switch (all.isEmpty() ? null : all.getFirst()) {
      case null -> Optional.empty();
      case MappingNode map -> Optional.of(map);
      case Node node when isNull(node) -> Optional.empty();
      default -> throw new Refusal("its content is not a mapping");
    };
  }

  /** The root of a text without content. */
  static MappingNode empty() {
    return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** The entry with this key. Traefik compares the names of its settings without case. */
  static Optional<NodeTuple> entry(MappingNode map, String key) {
    var found =
        map.getValue().stream()
            .filter(e -> e.getKeyNode() instanceof ScalarNode k)
            .filter(e -> name(e).equalsIgnoreCase(key))
            .toList();
    if (found.size() > 1) {
      throw new Refusal("the key '%s' is there twice".formatted(key));
    }
    return found.stream().findFirst();
  }

  static String name(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
  }

  /** The node at a path of keys; nothing when one of them is missing. */
  static Optional<Node> at(MappingNode map, String... path) {
    var here = Optional.<Node>of(map);
    for (var key : path) {
      here =
          here.flatMap(
              node ->
                  node instanceof MappingNode m
                      ? entry(m, key).map(NodeTuple::getValueNode)
                      : Optional.empty());
    }
    return here;
  }

  static Optional<String> scalar(MappingNode map, String... path) {
    return at(map, path)
        .flatMap(
            node ->
                node instanceof ScalarNode scalar && !isNull(node)
                    ? Optional.of(scalar.getValue())
                    : Optional.empty());
  }

  /** Every value under its path; what two texts say is the same when these are equal. */
  static Map<List<String>, String> values(@Nullable Node root) {
    var values = new LinkedHashMap<List<String>, String>();
    if (root != null) {
      collect(root, List.of(), values);
    }
    return values;
  }

  private static void collect(Node node, List<String> path, Map<List<String>, String> values) {
    if (path.size() > DEEPEST || values.size() > MOST_VALUES) {
      throw new Refusal("it is nested too deeply, or holds too much");
    }
    switch (node) {
      case ScalarNode scalar -> put(values, path, scalar.getTag() + " " + scalar.getValue());
      case SequenceNode list when !list.getValue().isEmpty() -> {
        for (var i = 0; i < list.getValue().size(); i++) {
          collect(list.getValue().get(i), longer(path, "#" + i), values);
        }
      }
      case MappingNode map when !map.getValue().isEmpty() -> {
        for (var entry : map.getValue()) {
          collect(entry.getValueNode(), longer(path, keyOf(entry)), values);
        }
      }
      default -> put(values, path, node.getTag() + " empty");
    }
  }

  private static String keyOf(NodeTuple entry) {
    if (entry.getKeyNode() instanceof ScalarNode key) {
      return key.getValue();
    }
    throw new Refusal("it has a key that is no text");
  }

  private static void put(Map<List<String>, String> values, List<String> path, String value) {
    if (values.put(path, value) != null) {
      throw new Refusal("the key '%s' is there twice".formatted(String.join(".", path)));
    }
  }

  private static List<String> longer(List<String> path, String key) {
    var longer = new ArrayList<>(path);
    longer.add(key);
    return List.copyOf(longer);
  }
}
