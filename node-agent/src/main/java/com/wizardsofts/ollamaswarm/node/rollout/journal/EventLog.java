package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one rollout: to the disk first, then to everybody who follows. They are told too
 * when the disk refuses the event, for they would wait for the end of a rollout that goes on no
 * more; who added it gets the refusal. An end or a cancel that the disk refuses is none.
 */
public final class EventLog {
  private static final Set<Kind> LAST =
      Set.of(
          Kind.DONE,
          Kind.BROKEN,
          Kind.CANCELLED,
          Kind.ROLLED_BACK,
          Kind.PHASES_ROLLED_BACK,
          Kind.ROLLBACK_FAILED);

  private final String rollout;
  private final String desired;
  private final Clock clock;
  private final Consumer<RolloutEvent> disk;
  private final List<RolloutEvent> events = new ArrayList<>();
  private final List<MultiEmitter<? super RolloutEvent>> followers = new ArrayList<>();

  /** Lanes are in different steps at the same time. */
  private final ThreadLocal<@Nullable PlannedStep> current = new ThreadLocal<>();

  /** The log of a new rollout. */
  public EventLog(String rollout, String desired, Clock clock, Consumer<RolloutEvent> disk) {
    this(rollout, desired, List.of(), clock, disk);
  }

  /** Goes on with the events that the journal holds. */
  public EventLog(
      String rollout,
      String desired,
      List<RolloutEvent> events,
      Clock clock,
      Consumer<RolloutEvent> disk) {
    this.events.addAll(events);
    this.rollout = rollout;
    this.desired = desired;
    this.clock = clock;
    this.disk = disk;
  }

  /** The rollout's id. */
  public String rollout() {
    return rollout;
  }

  /** What its events amount to. */
  public State state() {
    return Report.state(events()).state();
  }

  /** This thread is in that step from now on. */
  public synchronized void enter(PlannedStep step) {
    current.set(step);
    add(Kind.STEP, step.step().title(), null);
  }

  /** This thread is in no step any more. */
  public synchronized void leave() {
    current.remove();
  }

  /** Adds an event of this thread's step; it is on disk when this returns. */
  public synchronized void add(Kind kind, @Nullable String text, @Nullable Problem problem) {
    add(kind, text, problem, null);
  }

  /** Says what the running step is doing. */
  public void note(String text) {
    add(Kind.NOTE, text, null);
  }

  /** Whether a step failed: what runs beside it is not wanted any more. */
  public synchronized boolean hasFailed() {
    return events.stream().anyMatch(event -> event.kind() == Kind.FAILED);
  }

  /** The running step's proof, with what it measured. */
  synchronized void prove(String evidence, Map<String, Double> figures) {
    add(Kind.PROVED, evidence, null, figures);
  }

  /** The rollout ended well; on each server so much was changed. */
  public synchronized void done(Map<String, Double> changes) {
    add(Kind.DONE, null, null, changes.isEmpty() ? null : changes);
  }

  private void add(
      Kind kind,
      @Nullable String text,
      @Nullable Problem problem,
      @Nullable Map<String, Double> figures) {
    var step = current.get();
    var event =
        new RolloutEvent(
            events.isEmpty() ? 1 : events.getLast().number() + 1,
            clock.instant(),
            rollout,
            desired,
            kind,
            step == null ? null : step.phase().label(),
            step == null ? null : step.step().id(),
            text,
            problem,
            figures);
    events.add(event);
    try {
      disk.accept(event);
    } catch (RuntimeException e) {
      // Else another rollout could begin, or none, against what the journal says of this one.
      if (LAST.contains(kind) || kind == Kind.CANCEL) {
        events.removeLast();
      }
      throw e;
    } finally {
      tell(event);
    }
  }

  private void tell(RolloutEvent event) {
    // A follower that has heard the last event forgets itself, in this very thread.
    for (var follower : List.copyOf(followers)) {
      follower.emit(event);
    }
    if (LAST.contains(event.kind()) || waits(event)) {
      close();
    }
  }

  /** Nobody hears any more of it from here. */
  synchronized void close() {
    List.copyOf(followers).forEach(MultiEmitter::complete);
  }

  /** Whether nothing comes until somebody orders it: an interruption that says for what. */
  private static boolean waits(RolloutEvent event) {
    return event.kind() == Kind.INTERRUPTED && event.text() != null;
  }

  /** It was interrupted, and waits for somebody to resume it. */
  void waits() {
    addWait(null);
  }

  /** Likewise of an interrupted one that was to go on by itself, unless somebody resumed it. */
  synchronized void refused(Problem why) {
    if (state() == State.INTERRUPTED) {
      addWait(why);
    }
  }

  private void addWait(@Nullable Problem why) {
    add(Kind.INTERRUPTED, "it waits for: ollama-swarm resume " + rollout, why);
  }

  /** Asks for the end before the next step; what has ended stays as it is. */
  public synchronized void cancel() {
    if (!hasEnded() && !isCancelled()) {
      add(Kind.CANCEL, null, null);
    }
  }

  /** Whether it shall end before the next step. */
  public synchronized boolean isCancelled() {
    for (var event : events.reversed()) {
      switch (event.kind()) {
        case CANCEL -> {
          return true;
        }
        case BEGAN, CANCELLED, ROLLBACK -> {
          return false;
        }
        default -> {}
      }
    }
    return false;
  }

  /** Whether nothing more comes. */
  public synchronized boolean hasEnded() {
    return !events.isEmpty() && LAST.contains(events.getLast().kind());
  }

  /** All events until now. */
  public synchronized List<RolloutEvent> events() {
    return List.copyOf(events);
  }

  /**
   * All events with a higher number, those to come included, until the rollout has ended or waits
   * to be resumed by somebody.
   */
  public Multi<RolloutEvent> after(long number) {
    return Multi.createFrom().emitter(emitter -> follow(number, emitter));
  }

  private synchronized void follow(long number, MultiEmitter<? super RolloutEvent> emitter) {
    events.stream().filter(event -> event.number() > number).forEach(emitter::emit);
    if (hasEnded() || !events.isEmpty() && waits(events.getLast())) {
      emitter.complete();
    } else {
      followers.add(emitter);
      emitter.onTermination(() -> forget(emitter));
    }
  }

  private synchronized void forget(MultiEmitter<? super RolloutEvent> emitter) {
    followers.remove(emitter);
  }
}
