package com.wizardsofts.ollamaswarm.operation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Bytes a second over the last ten seconds. */
final class Rate {
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();
  private static final long APART = Duration.ofMillis(250).toNanos();
  private static final long SHORTEST = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanos;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long bytes;

  Rate(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private record Sample(long at, long bytes) {}

  /** Told of all bytes so far; fewer than before begins anew. */
  void reached(long bytesSoFar) {
    var now = nanos.getAsLong();
    if (bytesSoFar < bytes) {
      samples.clear();
    }
    bytes = bytesSoFar;
    if (samples.isEmpty() || now - samples.getLast().at() >= APART) {
      samples.add(new Sample(now, bytesSoFar));
    }
    while (now - samples.getFirst().at() > WINDOW) {
      samples.removeFirst();
    }
  }

  /** Nothing until a second of progress was seen. */
  @Nullable Long bytesPerSecond() {
    if (samples.isEmpty() || nanos.getAsLong() - samples.getFirst().at() < SHORTEST) {
      return null;
    }
    var first = samples.getFirst();
    var seconds = (nanos.getAsLong() - first.at()) / 1e9;
    return Math.round((bytes - first.bytes()) / seconds);
  }
}
