package com.wizardsofts.ollamaswarm.node.rollout.journal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * What a rollout is called: by the second in which it began, and by its number among those of that
 * second. The order of the names is the order of the rollouts, also when the clock was put back: a
 * new one is never before one that is known.
 */
record RolloutId(String second, int number) implements Comparable<RolloutId> {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("'r-'yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final Pattern FORM = Pattern.compile("(r-\\d{8}-\\d{6})(?:-(\\d{1,9}))?");
  private static final Comparator<RolloutId> ORDER =
      Comparator.comparing(RolloutId::second).thenComparing(RolloutId::number);

  /** Any other name is taken as it is. */
  static RolloutId of(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      return new RolloutId(text, 1);
    }
    var number = form.group(2);
    return new RolloutId(form.group(1), number == null ? 1 : Integer.parseInt(number));
  }

  /** Of one that begins now, after all that are known. */
  static RolloutId next(Instant now, Collection<String> known) {
    var first = new RolloutId(SECOND.format(now), 1);
    return known.stream()
        .filter(FORM.asMatchPredicate())
        .map(RolloutId::of)
        .max(ORDER)
        .filter(newest -> newest.compareTo(first) >= 0)
        .map(newest -> new RolloutId(newest.second, newest.number + 1))
        .orElse(first);
  }

  @Override
  public int compareTo(RolloutId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return number == 1 ? second : second + "-" + number;
  }
}
