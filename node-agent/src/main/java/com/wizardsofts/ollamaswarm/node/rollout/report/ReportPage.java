package com.wizardsofts.ollamaswarm.node.rollout.report;

import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutReport.Aspect;
import com.wizardsofts.ollamaswarm.api.RolloutReport.CriterionState;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.jspecify.annotations.Nullable;

/** The report as one HTML page that needs nothing else, so that it can be saved and sent. */
public record ReportPage(RolloutReport report) {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>%1$s</title>
      <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
      table { border-collapse: collapse; width: 100%% }
      th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: left; vertical-align: top }
      .met { color: #05601f } .missed { color: #a00 }
      ul { margin: .2rem 0 } li, pre { color: #555; overflow-wrap: anywhere; white-space: pre-wrap }
      </style>
      </head>
      <body>
      <h1>%1$s</h1>
      <p>Started %2$s, ended %3$s. %7$s</p>
      %4$s<h2>Success criteria</h2>
      <table><tbody>
      %5$s</tbody></table>
      <h2>Before and after</h2>
      <table>
      <thead><tr><th>Aspect<th>Before (guide)<th>After (guide)<th>Measured here</tr></thead>
      <tbody>
      %6$s</tbody></table>
      </body>
      </html>
      """;

  /** The page; whatever servers said in it is text, never markup. */
  public String html() {
    var rollout = report.rollout();
    var problem = rollout.problem();
    return PAGE.formatted(
        escaped(new ReportText(report).summary()),
        rollout.started(),
        Objects.requireNonNullElse(rollout.ended(), "not yet"),
        problem == null
            ? ""
            : "<pre class=\"missed\">%s</pre>\n".formatted(escaped(problem.text())),
        report.criteria().stream().map(ReportPage::row).collect(Collectors.joining()),
        report.comparison().stream().map(ReportPage::row).collect(Collectors.joining()),
        escaped(new ReportText(report).changes().orElse("")));
  }

  private static String row(CriterionState criterion) {
    var seen = criterion.evidence().stream().map(ReportPage::item).collect(Collectors.joining());
    return "<tr><td class=\"%s\">%s<td>%s<ul>%s</ul></tr>\n"
        .formatted(
            criterion.met() ? "met" : "missed",
            criterion.met() ? "met" : "not met",
            escaped(criterion.text()),
            seen);
  }

  private static String item(StepState step) {
    return "<li>%s: %s".formatted(escaped(step.title()), escaped(step.evidence()));
  }

  private static String row(Aspect aspect) {
    return "<tr><th>%s<td>%s<td>%s<td>%s</tr>\n"
        .formatted(
            escaped(aspect.name()),
            escaped(aspect.before()),
            escaped(aspect.expected()),
            escaped(aspect.measured()));
  }

  private static String escaped(@Nullable String text) {
    return text == null ? "not seen" : StringEscapeUtils.escapeHtml4(text);
  }
}
