package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a rollout took away from clients and has not given back, told from its events alone. */
final class Interruptions {
  private Interruptions() {}

  /**
   * A step to undo.
   *
   * @param before the state before the step's first change: after an interruption of the lead a
   *     step looks again, and sees its own half
   */
  record Interruption(PlannedStep step, String before) {}

  /** The newest first: a port is free before the one that had it wants it back. */
  static List<Interruption> open(List<PlannedStep> steps, List<RolloutEvent> events) {
    var planned =
        steps.stream().collect(Collectors.toMap(step -> step.step().id(), Function.identity()));
    var open = new LinkedHashMap<String, Interruption>();
    for (var event : events) {
      var id = Objects.requireNonNullElse(event.step(), "");
      var step = planned.get(id);
      if (step == null) {
        continue;
      }
      switch (event.kind()) {
        case BEFORE -> {
          if (step.interrupts()) {
            open.putIfAbsent(
                id, new Interruption(step, Objects.requireNonNullElse(event.text(), "")));
          }
        }
        case CHANGED, ALREADY_DONE -> {
          if (step.step() instanceof RestoresService) {
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
