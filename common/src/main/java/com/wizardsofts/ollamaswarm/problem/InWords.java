package com.wizardsofts.ollamaswarm.problem;

import java.time.Duration;

/** A time for people, who do not read {@code PT2M25S}. */
public final class InWords {
  private InWords() {}

  /** Such as {@code 500 ms}, {@code 5 s}, {@code 2 min}, {@code 2 min 25 s} and {@code 26 h}. */
  public static String of(Duration time) {
    if (time.toSeconds() < 1) {
      return time.toMillis() + " ms";
    }
    if (time.toMinutes() < 1) {
      return time.toSeconds() + " s";
    }
    if (time.toHours() < 1) {
      var seconds = time.toSecondsPart();
      return time.toMinutes() + " min" + (seconds == 0 ? "" : " " + seconds + " s");
    }
    var minutes = time.toMinutesPart();
    return time.toHours() + " h" + (minutes == 0 ? "" : " " + minutes + " min");
  }
}
