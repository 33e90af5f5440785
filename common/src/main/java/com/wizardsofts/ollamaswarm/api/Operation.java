package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * Anything long-running that reports progress.
 *
 * @param title what it does: "Pull mistral:7b"
 * @param step what it is doing now, in words
 * @param bytesPerSecond over the last seconds, while bytes move
 * @param secondsLeft at that rate
 * @param problem why it failed, when it has
 */
@RegisterForReflection
public record Operation(
    String id,
    String title,
    State state,
    String step,
    long doneBytes,
    long totalBytes,
    @Nullable Long bytesPerSecond,
    @Nullable Long secondsLeft,
    @Nullable Problem problem) {

  public enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }
}
