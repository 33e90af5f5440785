package com.wizardsofts.ollamaswarm.node.cli.console;

import com.wizardsofts.ollamaswarm.api.RollbackPlan;

/** What a rollback would put back, for people. */
public record RollbackText(RollbackPlan plan) {

  /** Every step, with what does not answer meanwhile and what of it stays. */
  public String text() {
    var text = new StringBuilder();
    for (var step : plan.steps()) {
      text.append("- %s  %s%n".formatted(step.id(), step.title()));
      PlanText.field(text, "down", step.interruption());
      PlanText.field(text, "stays", step.remains());
    }
    return text.toString();
  }
}
