package com.wizardsofts.ollamaswarm.step;

import com.wizardsofts.ollamaswarm.problem.InWords;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends work that may wait for an answer for ever. What runs after the work is never hit. */
public final class TimeLimit {
  private final Runnable stop;
  private final Runnable calm;
  private boolean late;
  private boolean ended;

  private TimeLimit(Runnable stop, Runnable calm) {
    this.stop = stop;
    this.calm = calm;
  }

  /** Work that fails when it is stopped. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, E extends Exception> {
    T run() throws E;
  }

  /**
   * Does the work, and interrupts it when it takes longer than {@code limit}.
   *
   * @throws SocketTimeoutException when it was interrupted and failed; its cause is how
   */
  public static <T extends @Nullable Object, E extends Exception> T within(
      Duration limit, Work<T, E> work) throws E, SocketTimeoutException {
    return new TimeLimit(Thread.currentThread()::interrupt, Thread::interrupted).hold(limit, work);
  }

  /**
   * As {@link #within(Duration, Work)}, for work that no interrupt ends, such as reading a socket.
   *
   * @param stop makes the work fail
   */
  public static <T extends @Nullable Object, E extends Exception> T within(
      Duration limit, Runnable stop, Work<T, E> work) throws E, SocketTimeoutException {
    return new TimeLimit(stop, () -> {}).hold(limit, work);
  }

  private <T extends @Nullable Object, E extends Exception> T hold(Duration limit, Work<T, E> work)
      throws E, SocketTimeoutException {
    var alarm = new CompletableFuture<@Nullable Void>();
    // One thread keeps the time of all limits: what stops the work may wait.
    var _ = alarm.thenRunAsync(this::stop, Thread::startVirtualThread);
    var _ = alarm.completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return work.run();
    } catch (Exception e) {
      if (end()) {
        throw late(limit, e);
      }
      throw e;
    } finally {
      end();
      // Else the timer would be kept until its time.
      alarm.cancel(false);
    }
  }

  private static SocketTimeoutException late(Duration limit, Exception e) {
    var late = new SocketTimeoutException("no answer within " + InWords.of(limit));
    late.initCause(e);
    return late;
  }

  private synchronized void stop() {
    if (!ended) {
      late = true;
      stop.run();
    }
  }

  /** Whether the work was stopped; whatever stops this thread from now on is somebody else. */
  private synchronized boolean end() {
    if (!ended && late) {
      calm.run();
    }
    ended = true;
    return late;
  }
}
