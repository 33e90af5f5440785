package com.wizardsofts.ollamaswarm.node.rollout.report;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the proofs measured.
 *
 * @param byStep the newest figures of each step, by their names
 */
public record Figures(Map<String, Map<String, Double>> byStep) {

  /** The newest ones that were measured for this desired state. */
  static Figures of(String desired, List<RolloutEvent> history) {
    var newest = new TreeMap<String, Map<String, Double>>();
    for (var event : history) {
      var figures = event.figures();
      if (figures != null && event.step() != null && event.desired().equals(desired)) {
        newest.put(event.step(), new TreeMap<>(figures));
      }
    }
    return new Figures(newest);
  }

  /** A text with these figures of a step in their places; nothing when one was not measured. */
  Optional<String> text(String format, String step, String... names) {
    var known = byStep.getOrDefault(step, Map.of());
    var values = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      var value = known.get(names[i]);
      if (value == null) {
        return Optional.empty();
      }
      values[i] = value;
    }
    return Optional.of(String.format(Locale.ROOT, format, values));
  }
}
