package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Makes readers wait, all together, so that they read no more than so many bytes in a second. */
final class ReadRate implements LongConsumer {
  /** A megabyte: with less, a store of terabytes is never read to its end. */
  private static final long SLOWEST = 1_000_000;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final long bytesPerSecond;
  private final Await await;
  private final LongSupplier nanos;
  private final long start;
  private final AtomicLong bytes = new AtomicLong();

  ReadRate(long bytesPerSecond, Await await, LongSupplier nanos) {
    this.bytesPerSecond = Math.max(SLOWEST, bytesPerSecond);
    this.await = await;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  @Override
  public void accept(long read) {
    var due = start + bytes.addAndGet(read) * 1e9 / bytesPerSecond;
    await.holds(LONGEST_WAIT, PAUSE, () -> nanos.getAsLong() >= due);
  }
}
