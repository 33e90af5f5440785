package com.wizardsofts.ollamaswarm.node.rollout.report;

import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutReport.CriterionState;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The success criteria, each with what was seen, for a terminal. */
public record ReportText(RolloutReport report) {

  public String text() {
    var text = new StringBuilder();
    for (var criterion : report.criteria()) {
      text.append(criterion.met() ? "met      " : "not met  ").append(criterion.text());
      text.append('\n');
      criterion.evidence().forEach(step -> text.append(line(step)));
    }
    var rollout = report.rollout();
    var changed = rollout.steps().stream().filter(step -> "changed".equals(step.outcome())).count();
    text.append(summary()).append('\n');
    text.append("%d steps, %d changed something%n".formatted(rollout.steps().size(), changed));
    text.append(changes().map("%s%n"::formatted).orElse(""));
    var problem = rollout.problem();
    return problem == null ? text.toString() : text + problem.text();
  }

  /** "9 of 9 criteria met; rollout r-… done". */
  String summary() {
    var criteria = report.criteria();
    var rollout = report.rollout();
    return "%d of %d criteria met; rollout %s %s"
        .formatted(
            criteria.stream().filter(CriterionState::met).count(),
            criteria.size(),
            rollout.id(),
            rollout.state().name().toLowerCase(Locale.ROOT));
  }

  /** "no changes on s80, s84", or "changes: s80 3, s84 41". */
  Optional<String> changes() {
    var changes = report.changes();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    var counts = changes.entrySet().stream().map(count -> count.getKey() + " " + count.getValue());
    return Optional.of(
        changes.values().stream().allMatch(count -> count == 0)
            ? "no changes on " + String.join(", ", changes.keySet())
            : "changes: " + counts.collect(Collectors.joining(", ")));
  }

  private static String line(StepState step) {
    var seen = Objects.requireNonNullElse(step.evidence(), "not seen");
    return "           %s: %s%n".formatted(step.title(), seen);
  }
}
