package com.wizardsofts.ollamaswarm.step;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits for a condition of the outside world that nobody announces. */
public final class Await {
  private final LongSupplier nanos;

  /** Waits by the system's monotonic clock. */
  public Await() {
    this(System::nanoTime);
  }

  /** Waits by another clock, in nanoseconds: tests decide how time passes. */
  public Await(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Looks at once and then every {@code pause} until there is an answer or {@code limit} is over.
   *
   * @return nothing when the limit was over or the thread was interrupted
   */
  public <T> Optional<T> until(Duration limit, Duration pause, Supplier<Optional<T>> look) {
    var end = nanos.getAsLong() + limit.toNanos();
    while (true) {
      var seen = look.get();
      if (seen.isPresent()
          || nanos.getAsLong() - end >= 0
          || Thread.currentThread().isInterrupted()) {
        return seen;
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Like {@link #until}, for a condition without an answer: whether it held within the limit. */
  public boolean holds(Duration limit, Duration pause, BooleanSupplier condition) {
    return until(
            limit, pause, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty())
        .isPresent();
  }
}
