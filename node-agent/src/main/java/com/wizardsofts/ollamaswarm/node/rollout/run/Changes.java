package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.phase.RestoresService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  /** All of it, the newest first: what was built on something goes before it. */
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
    var planned =
        steps.stream().collect(Collectors.toMap(step -> step.step().id(), Function.identity()));
    var open = new LinkedHashMap<String, Change>();
    for (var event : events) {
      var id = Objects.requireNonNullElse(event.step(), "");
      var step = planned.get(id);
      if (step == null) {
        continue;
      }
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
