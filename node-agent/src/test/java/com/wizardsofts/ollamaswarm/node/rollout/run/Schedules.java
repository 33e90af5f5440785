package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Many schedules, each of which follows from its seed. A failure names the seed; {@code
 * -Dschedule.seed=N} replays that one.
 */
final class Schedules {
  /** How often what happened, in all schedules. */
  final Map<String, Integer> happened = new TreeMap<>();

  void happens(String what) {
    happened.merge(what, 1, Integer::sum);
  }

  /** Whether so many were run: else one was replayed. */
  boolean run(int schedules, LongFunction<String> schedule) {
    var replayed = Long.getLong("schedule.seed");
    if (replayed != null) {
      named(replayed, schedule);
      return false;
    }
    var first = new Random().nextLong();
    for (long seed = first; seed < first + schedules; seed++) {
      named(seed, schedule);
    }
    return true;
  }

  /** Sees that a seed has one schedule only. */
  static void repeat(int schedules, LongFunction<String> schedule) {
    for (long seed = 0; seed < schedules; seed++) {
      assertThat(named(seed, schedule)).as("seed %d", seed).isEqualTo(named(seed, schedule));
    }
  }

  private static String named(long seed, LongFunction<String> schedule) {
    try {
      return schedule.apply(seed);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("-Dschedule.seed=" + seed, e);
    }
  }
}
