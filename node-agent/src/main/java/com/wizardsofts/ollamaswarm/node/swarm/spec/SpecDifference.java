package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares two service specs field by field; what is empty in one may be absent in the other. */
public final class SpecDifference {
  /** Swarm makes it when the config is made; the config's name holds a hash of its text. */
  private static final String UNKNOWN_BEFORE = "ConfigID";

  private final Map<String, String> leaves = new TreeMap<>();

  private SpecDifference() {}

  /** Every field in which they differ, by its path. */
  public static List<Difference> between(JsonNode is, JsonNode wanted) {
    var there = leaves(is);
    var asked = leaves(wanted);
    var fields = new TreeSet<>(there.keySet());
    fields.addAll(asked.keySet());
    var differences = new ArrayList<Difference>();
    for (var field : fields) {
      if (!Objects.equals(there.get(field), asked.get(field))) {
        var left = there.getOrDefault(field, Difference.NONE);
        var right = asked.getOrDefault(field, Difference.NONE);
        differences.add(new Difference(field, left, right));
      }
    }
    return differences;
  }

  private static Map<String, String> leaves(JsonNode spec) {
    var walk = new SpecDifference();
    walk.visit("", "", spec);
    return walk.leaves;
  }

  private void visit(String path, String name, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> visit(path(path, field.getKey()), field.getKey(), field.getValue()));
    } else if (node.isArray() && SpecList.isNamed(name)) {
      node.forEach(element -> visit(path(path, SpecList.key(name, element)), "", element));
    } else if (node.isArray() && !node.isEmpty()) {
      leaves.put(path, node.toString());
    } else if (node.isValueNode() && !node.isNull() && !name.equals(UNKNOWN_BEFORE)) {
      leaves.put(path, node.asText());
    }
  }

  private static String path(String parent, String field) {
    if (field.equals("TaskTemplate")) {
      return parent;
    }
    return parent.isEmpty() ? field : parent + "." + field;
  }
}
