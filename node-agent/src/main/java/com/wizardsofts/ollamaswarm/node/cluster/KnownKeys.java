package com.wizardsofts.ollamaswarm.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Comparator;
import java.util.stream.StreamSupport;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Refuses keys that the documented file does not have, naming the likeliest that it has. */
final class KnownKeys {
  private KnownKeys() {}

  static void check(ObjectNode given, ObjectNode documented) {
    check("", given, documented);
  }

  private static void check(String path, ObjectNode given, ObjectNode documented) {
    for (var entry : given.properties()) {
      var key = entry.getKey();
      var known = path.equals("servers.") ? anyServer(documented) : documented.get(key);
      if (known == null) {
        throw unknown(path, key, documented);
      }
      if (known instanceof ObjectNode inner
          && !inner.isEmpty() // a mapping without keys takes any
          && entry.getValue() instanceof ObjectNode value) {
        check(path + key + ".", value, inner);
      }
    }
  }

  /** Servers have names of the operator's own; below each name the keys are ours. */
  private static JsonNode anyServer(ObjectNode documented) {
    return documented.iterator().next();
  }

  private static RuntimeException unknown(String path, String key, ObjectNode documented) {
    var distance = LevenshteinDistance.getDefaultInstance();
    Iterable<String> names = documented::fieldNames;
    var nearest =
        StreamSupport.stream(names.spliterator(), false)
            .min(Comparator.comparing(name -> distance.apply(name, key)))
            .orElseThrow();
    return ProblemCode.UNKNOWN_KEY
        .problem("%s: there is no key %s%s".formatted(ClusterFile.PATH, path, key))
        .withRemedy(
            "Did you mean %s%s? docs/configuration.md documents every key."
                .formatted(path, nearest))
        .exception();
  }
}
