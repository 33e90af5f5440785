package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.StepPlan;
import com.wizardsofts.ollamaswarm.machine.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What of a plan decides about its rollout. Evidence does not: a satisfied step does nothing,
 * whatever shows that it is so.
 */
final class PlanHash {
  private PlanHash() {}

  static String of(String desired, List<StepPlan> steps) {
    return hash(desired + steps.stream().map(PlanHash::text).collect(Collectors.joining()));
  }

  /** Short enough to be typed, long enough to be told apart from what was meant. */
  static String hash(String text) {
    return Sha256.hex(text).substring(0, 16);
  }

  private static String text(StepPlan step) {
    return "\n%s %s %s %s".formatted(step.id(), seen(step), step.wanted(), step.interruption());
  }

  /** What keeps a step from being seen yet is the business of the steps before it. */
  private static String seen(StepPlan step) {
    var problem = step.problem();
    return step.seen() == Seen.BLOCKED && problem != null
        ? "%s: %s, %s".formatted(step.seen(), problem.code(), problem.detail())
        : step.current() == null ? step.seen().name() : step.seen() + ": " + step.current();
  }

  /**
   * What a newer plan of another hash sees otherwise, a line for each step. Not every key of {@code
   * cluster.yaml} shows in a step.
   */
  static List<String> moved(RolloutPlan old, RolloutPlan now) {
    var before = new LinkedHashMap<String, StepPlan>();
    old.steps().forEach(step -> before.put(step.id(), step));
    var moved = new ArrayList<String>();
    for (var step : now.steps()) {
      var was = before.remove(step.id());
      if (was == null) {
        moved.add("%s: was no step; is %s".formatted(step.id(), seen(step)));
      } else if (!seen(was).equals(seen(step))) {
        moved.add("%s: was %s; is %s".formatted(step.id(), seen(was), seen(step)));
      } else if (!Objects.equals(was.wanted(), step.wanted())) {
        moved.add("%s: wanted %s; wants %s".formatted(step.id(), was.wanted(), step.wanted()));
      } else if (!Objects.equals(was.interruption(), step.interruption())) {
        moved.add(
            "%s: would interrupt %s; now interrupts %s"
                .formatted(step.id(), was.interruption(), step.interruption()));
      }
    }
    before.values().forEach(was -> moved.add(was.id() + ": is no step any more"));
    return moved.isEmpty() ? List.of("cluster.yaml changed; every step sees the same") : moved;
  }
}
