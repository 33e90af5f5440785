package com.wizardsofts.ollamaswarm.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The newest values by their keys, up to a limit, and beyond it those that cannot be forgotten yet.
 * Callers see to it that one thread at a time uses it.
 */
public final class Remembered<V> {
  private final int limit;
  private final Predicate<V> needed;
  private final Map<String, V> values = new LinkedHashMap<>();

  /**
   * Remembers {@code limit} values.
   *
   * @param needed whether a value stays however old it is
   */
  public Remembered(int limit, Predicate<V> needed) {
    this.limit = limit;
    this.needed = needed;
  }

  /** Remembers one more, and forgets the oldest that are too many. */
  public void put(String key, V value) {
    values.put(key, value);
    var tooMany = Math.max(0, values.size() - limit);
    var forgotten =
        values.entrySet().stream()
            .filter(entry -> !needed.test(entry.getValue()))
            .map(Map.Entry::getKey)
            .limit(tooMany)
            .toList();
    forgotten.forEach(values::remove);
  }

  public Optional<V> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public void remove(String key) {
    values.remove(key);
  }

  /** All of them, the oldest first. */
  public List<V> all() {
    return List.copyOf(values.values());
  }
}
