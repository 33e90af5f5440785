package com.wizardsofts.ollamaswarm.problem;

import java.util.function.Consumer;

/**
 * Logs what keeps a look that is made again and again from being made: when it begins and when it
 * becomes another. One that stays would fill the log.
 */
public final class LastingProblem {
  private final Consumer<String> log;
  private final String consequence;
  private volatile String last = "";

  /** {@code consequence} says what is not done meanwhile. */
  public LastingProblem(Consumer<String> log, String consequence) {
    this.log = log;
    this.consequence = consequence;
  }

  /** What kept the last look from being made; empty when it was made, or none was yet. */
  public String last() {
    return last;
  }

  /** Looks; a problem ends this look, not the next one. */
  public void during(Runnable look) {
    try {
      look.run();
      last = "";
    } catch (ProblemException e) {
      var text = e.problem().text();
      if (!text.equals(last)) {
        log.accept(consequence + ": " + text);
      }
      last = text;
    }
  }
}
