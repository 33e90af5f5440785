package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Anything long-running that reports progress.
 *
 * @param title what it does: "Pull mistral:7b"
 * @param step what it is doing now, in words
 * @param problem why it failed, when it has
 */
public record Operation(
    String id,
    String title,
    State state,
    String step,
    long doneBytes,
    long totalBytes,
    @Nullable Problem problem) {

  public enum State {
    RUNNING,
    DONE,
    FAILED
  }
}
