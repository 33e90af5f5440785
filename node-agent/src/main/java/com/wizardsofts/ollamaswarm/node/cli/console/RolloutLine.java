package com.wizardsofts.ollamaswarm.node.cli.console;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;

/** One event of a rollout as a line of its progress. */
public final class RolloutLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  private RolloutLine() {}

  /** The line; none for an event that says nothing to people. */
  public static Optional<String> of(RolloutEvent event) {
    var text = Objects.requireNonNullElse(event.text(), "");
    var problem = event.problem();
    var why = problem == null ? "" : problem.title() + ": " + problem.detail();
    return Optional.ofNullable(
            switch (event.kind()) {
              case STEP -> event.step() + ": " + text;
              case NOTE -> "    … " + of(event, text);
              case ALREADY_DONE -> "    nothing to change: " + of(event, text);
              case CHANGED -> "    done: " + of(event, text);
              case FAILED -> "    FAILED: " + of(event, why);
              case UNDONE -> ("    undone: " + of(event, text) + " " + why).stripTrailing();
              case INTERRUPTED ->
                  (problem == null ? "the lead ended and started again" : "it cannot go on: " + why)
                      + (text.isEmpty() ? "" : "; " + text);
              case ROLLBACK -> "rolled back from here on";
              case ROLLED_BACK, PHASES_ROLLED_BACK -> ("rolled back; " + text).strip();
              case CANCEL -> "it ends after this step";
              case CANCELLED -> "cancelled";
              default -> null;
            })
        .map(line -> TIME.format(event.at()) + "  " + line);
  }

  /** Steps run beside each other: each line names its own. */
  private static String of(RolloutEvent event, String text) {
    return event.step() == null ? text : event.step() + ": " + text;
  }
}
