package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a rollout's events amount to. */
public final class Report {
  private static final Map<Kind, String> OUTCOMES =
      Map.of(
          Kind.ALREADY_DONE, "already-done",
          Kind.CHANGED, "changed",
          Kind.FAILED, "failed",
          Kind.UNDONE, "undone");

  private Report() {}

  public static RolloutState state(List<RolloutEvent> events) {
    var first = events.getFirst();
    var last = events.getLast();
    var state =
        switch (last.kind()) {
          case DONE -> State.DONE;
          case BROKEN -> State.FAILED;
          case CANCELLED -> State.CANCELLED;
          case INTERRUPTED -> State.INTERRUPTED;
          case ROLLED_BACK -> State.ROLLED_BACK;
          case PHASES_ROLLED_BACK -> State.PARTLY_ROLLED_BACK;
          case ROLLBACK_FAILED -> State.ROLLBACK_FAILED;
          default -> State.RUNNING;
        };
    return new RolloutState(
        first.rollout(),
        state,
        first.at(),
        state == State.RUNNING || state == State.INTERRUPTED ? null : last.at(),
        steps(events),
        last.problem(),
        last.number());
  }

  /** The steps that began to change something which was not put back. */
  static Set<String> left(List<RolloutEvent> events) {
    var left = new HashSet<String>();
    for (var event : events) {
      var id = Objects.requireNonNullElse(event.step(), "");
      if (event.kind() == Kind.BEFORE) {
        left.add(id);
      } else if (event.kind() == Kind.UNDONE && event.problem() == null) {
        left.remove(id);
      }
    }
    return Set.copyOf(left);
  }

  private static List<StepState> steps(List<RolloutEvent> events) {
    var steps = new LinkedHashMap<String, StepState>();
    var changed = new HashSet<String>();
    var left = left(events);
    for (var event : events) {
      var id = event.step();
      var phase = event.phase();
      if (id == null || phase == null) {
        continue;
      }
      var outcome = OUTCOMES.get(event.kind());
      if (event.kind() == Kind.BEFORE) {
        changed.add(id);
      } else if (event.kind() == Kind.STEP) {
        steps.putIfAbsent(
            id,
            new StepState(
                phase,
                id,
                Objects.requireNonNullElse(event.text(), id),
                null,
                null,
                left.contains(id)));
      } else if (outcome != null) {
        steps.computeIfPresent(
            id,
            (_, old) ->
                new StepState(
                    phase,
                    id,
                    old.title(),
                    // After an interruption the step finds its own change done.
                    event.kind() == Kind.ALREADY_DONE && changed.contains(id)
                        ? "changed"
                        : event.kind() == Kind.UNDONE && event.problem() != null
                            ? "undo-failed"
                            : outcome,
                    event.text(),
                    left.contains(id)));
      }
    }
    return List.copyOf(steps.values());
  }
}
