package com.wizardsofts.ollamaswarm.node.cli.console;

import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.Seen;
import com.wizardsofts.ollamaswarm.api.RolloutPlan.StepPlan;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.step.Observation.Change;
import org.jspecify.annotations.Nullable;

/**
 * A plan for people: {@code +} is made, {@code ~} is changed, {@code -} is taken away, {@code !} is
 * blocked, {@code ?} is seen when an earlier step is done.
 */
public record PlanText(RolloutPlan plan) {

  /** Every step that is not satisfied, with what a rollback would leave, then the counts. */
  public String text() {
    var text = new StringBuilder();
    plan.steps().stream()
        .filter(step -> step.seen() != Seen.SATISFIED)
        .forEach(step -> append(text, step));
    return text.append(
            "plan %s: %d to change, %d to be seen later, %d blocked, %d satisfied%n"
                .formatted(
                    plan.hash(),
                    count(Seen.DIFFERS),
                    count(Seen.LATER),
                    count(Seen.BLOCKED),
                    count(Seen.SATISFIED)))
        .toString();
  }

  /** How many steps were seen so. */
  public long count(Seen seen) {
    return plan.steps().stream().filter(step -> step.seen() == seen).count();
  }

  /** Whether a rollout would do anything. */
  public boolean changes() {
    return count(Seen.SATISFIED) < plan.steps().size();
  }

  private static void append(StringBuilder text, StepPlan step) {
    text.append(sign(step)).append(' ').append(step.id()).append("  ").append(step.title());
    text.append('\n');
    field(text, "is", step.current());
    field(text, "wanted", step.wanted());
    field(text, "down", step.interruption());
    field(text, "stays", step.remains());
    Problem problem = step.problem();
    if (problem != null) {
      field(text, "what", problem.detail());
      field(text, "cause", problem.cause());
      field(text, "do", problem.remedy());
    }
  }

  static void field(StringBuilder text, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      var lines = value.strip().replace("\n", "\n             ");
      text.append("    %-7s  %s%n".formatted(name, lines));
    }
  }

  private static char sign(StepPlan step) {
    return switch (step.seen()) {
      case SATISFIED -> ' ';
      case LATER -> '?';
      case BLOCKED -> '!';
      case DIFFERS -> sign(step.change());
    };
  }

  private static char sign(@Nullable Change change) {
    return switch (change) {
      case MAKES -> '+';
      case TAKES_AWAY -> '-';
      case CHANGES -> '~';
      case null -> '~';
    };
  }
}
