package com.wizardsofts.ollamaswarm.operation;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import com.wizardsofts.ollamaswarm.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One operation, for the work that it does and for everybody who follows it. */
public final class RunningOperation {
  /** Progress is told this often; another step, and the end, at once. */
  private static final long APART = Duration.ofMillis(500).toNanos();

  private final LongSupplier nanos;
  private final Rate rate;
  private final List<MultiEmitter<? super Event>> followers = new ArrayList<>();
  private Operation shown;
  private long number = 1;
  private long toldAt;
  private boolean cancelled;
  private @Nullable Thread thread;

  RunningOperation(String title, LongSupplier nanos) {
    this.nanos = nanos;
    this.rate = new Rate(nanos);
    this.toldAt = nanos.getAsLong();
    this.shown =
        new Operation(
            UUID.randomUUID().toString(),
            title,
            State.RUNNING,
            "waiting for its turn",
            0,
            0,
            null,
            null,
            null);
  }

  /** The whole state of the operation; a newer one makes the ones before it needless. */
  record Event(long number, Operation operation) {}

  /** What it shows now. */
  public synchronized Operation shown() {
    return shown;
  }

  /** Says what is done now. Throws {@link CancellationException} when nobody wants it any more. */
  public synchronized void at(String step) {
    requireWanted();
    show(State.RUNNING, step, null);
  }

  /**
   * Says how far it is; throws as {@link #at(String)}.
   *
   * @param fetchedBytes of those done, the ones that this operation moved: the rate is theirs
   */
  public synchronized void at(String step, long doneBytes, long totalBytes, long fetchedBytes) {
    requireWanted();
    rate.reached(fetchedBytes);
    var perSecond = rate.bytesPerSecond();
    var left =
        perSecond == null || perSecond == 0
            ? null
            : Math.ceilDiv(Math.max(0, totalBytes - doneBytes), perSecond);
    shown =
        new Operation(
            shown.id(),
            shown.title(),
            State.RUNNING,
            shown.step(),
            doneBytes,
            totalBytes,
            perSecond,
            left,
            null);
    show(State.RUNNING, step, null);
  }

  private void requireWanted() {
    if (cancelled) {
      throw new CancellationException(shown.title() + " was cancelled");
    }
  }

  synchronized void runOn(Thread worker) {
    thread = worker;
    worker.start();
  }

  synchronized void cancel() {
    if (shown.state() == State.RUNNING && thread != null) {
      cancelled = true;
      thread.interrupt();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  synchronized void end(State state, @Nullable Problem problem) {
    show(state, state == State.DONE ? "done" : shown.step(), problem);
    var all = List.copyOf(followers);
    followers.clear();
    all.forEach(MultiEmitter::complete);
  }

  private void show(State state, String step, @Nullable Problem problem) {
    var moving = state == State.RUNNING;
    var news = !moving || !step.equals(shown.step()) || nanos.getAsLong() - toldAt >= APART;
    shown =
        new Operation(
            shown.id(),
            shown.title(),
            state,
            step,
            state == State.DONE ? shown.totalBytes() : shown.doneBytes(),
            shown.totalBytes(),
            moving ? shown.bytesPerSecond() : null,
            moving ? shown.secondsLeft() : null,
            problem);
    if (news) {
      toldAt = nanos.getAsLong();
      number++;
      followers.forEach(follower -> follower.emit(new Event(number, shown)));
    }
  }

  /**
   * The newest state if its number is higher, then those to come, until the operation has ended.
   */
  Multi<Event> after(long seen) {
    return Multi.createFrom()
        .emitter(emitter -> follow(seen, emitter), BackPressureStrategy.LATEST);
  }

  private synchronized void follow(long seen, MultiEmitter<? super Event> emitter) {
    if (number > seen) {
      emitter.emit(new Event(number, shown));
    }
    if (shown.state() == State.RUNNING) {
      followers.add(emitter);
      emitter.onTermination(() -> forget(emitter));
    } else {
      emitter.complete();
    }
  }

  private synchronized void forget(MultiEmitter<? super Event> emitter) {
    followers.remove(emitter);
  }
}
