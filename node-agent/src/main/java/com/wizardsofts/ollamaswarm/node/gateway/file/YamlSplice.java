package com.wizardsofts.ollamaswarm.node.gateway.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Puts wanted settings into a YAML text: only whole lines are added, none is changed or moved.
 *
 * <p>What is wanted is a tree of maps; a leaf is a {@link Setting}. A setting that is there already
 * has to hold, since changing an operator's own value is the operator's to do.
 */
final class YamlSplice {
  private final String text;
  private final String lineEnd;
  private final Map<Integer, StringBuilder> insertions = new LinkedHashMap<>();
  private final List<String> added = new ArrayList<>();
  private final Map<List<String>, String> addedValues = new LinkedHashMap<>();

  private YamlSplice(String text) {
    this.text = text;
    var firstEnd = text.indexOf('\n');
    this.lineEnd = firstEnd > 0 && text.charAt(firstEnd - 1) == '\r' ? "\r\n" : "\n";
  }

  /** A value to be added as it is written, and what is accepted when one is there already. */
  record Setting(String written, Predicate<String> holds) {
    static Setting exactly(String value) {
      return new Setting(value, value::equals);
    }
  }

  /** The new text, and the dotted names of what was added to it. */
  record Result(String text, List<String> added) {}

  /**
   * @throws Refusal when the text cannot be understood, or not changed without changing more
   */
  static Result add(String text, Map<String, ?> wanted) {
    var splice = new YamlSplice(text);
    var root = YamlTree.root(text);
    splice.merge(YamlSection.root(root.orElse(null)), List.of(), wanted);
    var result = splice.result();
    check(YamlTree.values(root.orElse(null)), result, splice.addedValues);
    return new Result(result, splice.added);
  }

  private void merge(YamlSection section, List<String> path, Map<String, ?> wanted) {
    var missing = new StringBuilder();
    for (var want : wanted.entrySet()) {
      var here = longer(path, want.getKey());
      var entry = section.entry(want.getKey());
      if (entry.isEmpty()) {
        added.add(section.longer(want.getKey()));
        write(missing, section.indent(), section.step(), here, want.getValue());
      } else if (want.getValue() instanceof Map<?, ?> map) {
        merge(section.section(entry.get()), longer(path, YamlTree.name(entry.get())), cast(map));
      } else if (want.getValue() instanceof Setting setting) {
        checkHolds(section, entry.get(), setting);
      }
    }
    if (!missing.isEmpty()) {
      insert(section, missing.toString());
    }
  }

  private static void checkHolds(YamlSection section, NodeTuple entry, Setting setting) {
    var name = section.longer(YamlTree.name(entry));
    var value = entry.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    if (!setting.holds().test(value)) {
      throw new Refusal("'%s' is %s, wanted is %s".formatted(name, value, setting.written()));
    }
  }

  private void write(StringBuilder to, int indent, int step, List<String> path, Object value) {
    to.append(" ".repeat(indent)).append(path.getLast()).append(':');
    switch (value) {
      case Map<?, ?> map -> {
        to.append(lineEnd);
        cast(map).forEach((key, v) -> write(to, indent + step, step, longer(path, key), v));
      }
      case Setting setting -> {
        to.append(' ').append(setting.written()).append(lineEnd);
        addedValues.putAll(YamlTree.values(node(path, setting.written())));
      }
      default -> throw new IllegalArgumentException(path + ": " + value);
    }
  }

  /** The value as YAML reads it, at its path. */
  private static Node node(List<String> path, String written) {
    var text = new StringBuilder();
    for (var i = 0; i < path.size(); i++) {
      text.append(" ".repeat(i)).append(path.get(i)).append(": ");
      text.append(i == path.size() - 1 ? written : "\n");
    }
    return YamlTree.root(text.toString()).orElseThrow();
  }

  private void insert(YamlSection section, String lines) {
    var at = section.head() == null ? text.length() : afterLine(section.head().getIndex());
    insertions.computeIfAbsent(at, _ -> new StringBuilder()).append(lines);
  }

  /** Where the line after the given place begins; places are counted in code points. */
  private int afterLine(int codePoints) {
    var end = text.indexOf('\n', text.offsetByCodePoints(0, codePoints));
    return end < 0 ? text.length() : end + 1;
  }

  private String result() {
    var result = new StringBuilder(text);
    insertions.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(
            at -> {
              var startsLine = at == 0 || text.charAt(at - 1) == '\n';
              result.insert(at, (startsLine ? "" : lineEnd) + insertions.get(at));
            });
    return result.toString();
  }

  /** The new text says what the old one said and what was wanted, and nothing else. */
  private static void check(
      Map<List<String>, String> before, String text, Map<List<String>, String> added) {
    var expected = new LinkedHashMap<>(before);
    // An entry without a value becomes a mapping when something is put into it.
    added.keySet().forEach(path -> prefixes(path).forEach(expected::remove));
    expected.putAll(added);
    Map<List<String>, String> after;
    try {
      after = YamlTree.values(YamlTree.root(text).orElse(null));
    } catch (Refusal e) {
      throw new Refusal("with the lines put in it could not be read: " + e.why());
    }
    if (!after.equals(expected)) {
      throw new Refusal("the lines would change more than what is wanted");
    }
  }

  private static List<List<String>> prefixes(List<String> path) {
    var prefixes = new ArrayList<List<String>>();
    for (var length = 0; length < path.size(); length++) {
      prefixes.add(path.subList(0, length));
    }
    return prefixes;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> cast(Map<?, ?> map) {
    return (Map<String, ?>) map;
  }

  private static List<String> longer(List<String> path, String key) {
    var longer = new ArrayList<>(path);
    longer.add(key);
    return List.copyOf(longer);
  }
}
