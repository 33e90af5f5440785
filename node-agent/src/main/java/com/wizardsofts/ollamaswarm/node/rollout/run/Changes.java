package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.phase.RestoresService;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What a rollout changed and has not put back, told from its events alone. */
final class Changes {
  private Changes() {}

  /**
   * A step to undo.
   *
   * @param before the state before the step's first change: after an interruption of the lead a
   *     step looks again, and sees its own half
   */
  public record Change(PlannedStep step, String before) {}

  /**
   * All of it, the newest first: what was built on something goes before it. What no step could
   * undo is a change too, of a {@link LostStep}.
   */
  static List<Change> all(List<PlannedStep> steps, List<RolloutEvent> events) {
    return open(steps, events, _ -> true, _ -> false);
  }

  /**
   * Only what clients still miss, the newest first: a port is free before the one that had it wants
   * it back.
   */
  static List<Change> interruptions(List<PlannedStep> steps, List<RolloutEvent> events) {
    return open(
        steps, events, PlannedStep::interrupts, step -> step.step() instanceof RestoresService);
  }

  private static List<Change> open(
      List<PlannedStep> steps,
      List<RolloutEvent> events,
      Predicate<PlannedStep> counts,
      Predicate<PlannedStep> settles) {
    var planned = new HashMap<String, PlannedStep>();
    steps.forEach(step -> planned.put(step.step().id(), step));
    var open = new LinkedHashMap<String, Change>();
    for (var event : events) {
      var id = event.step();
      if (id == null) {
        continue;
      }
      var step = planned.computeIfAbsent(id, _ -> LostStep.of(event));
      switch (event.kind()) {
        case BEFORE -> {
          if (counts.test(step)) {
            open.putIfAbsent(id, new Change(step, Objects.requireNonNullElse(event.text(), "")));
          }
        }
        case CHANGED, ALREADY_DONE -> {
          if (settles.test(step)) {
            open.clear();
          }
        }
        case UNDONE -> {
          if (event.problem() == null) {
            open.remove(id);
          }
        }
        default -> {}
      }
    }
    return List.copyOf(open.sequencedValues().reversed());
  }
}
