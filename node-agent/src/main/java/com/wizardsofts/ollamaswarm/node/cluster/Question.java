package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.Told;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked of an agent again and again: the newest answer, and how old it is. One
 * that hangs holds one thread, not one for each time it is asked.
 */
final class Question<T> {
  /** An answer that takes longer is given up, for it may have been lost with the network. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(30);

  private final String about;
  private final Supplier<T> question;
  private final Clock clock;
  private CompletableFuture<Optional<Problem>> newest =
      CompletableFuture.completedFuture(Optional.empty());
  private Instant asked = Instant.EPOCH;
  private @Nullable T value;
  private Instant answered = Instant.EPOCH;

  /** {@code about} says for a problem what was asked of whom. */
  Question(String about, Supplier<T> question, Clock clock) {
    this.about = about;
    this.question = question;
    this.clock = clock;
  }

  /** To the agent at {@code host:port}. */
  static <T> Question<T> of(String address, String path, Supplier<T> question, Clock clock) {
    return new Question<>("https://%s/v1%s".formatted(address, path), question, clock);
  }

  /** Begins to ask, unless the last time still waits for its answer; returns at once. */
  synchronized void ask() {
    var now = clock.instant();
    if (newest.isDone() || asked.plus(GIVEN_UP).isBefore(now)) {
      asked = now;
      newest = CompletableFuture.supplyAsync(this::failure, Thread::startVirtualThread);
    }
  }

  private Optional<Problem> failure() {
    try {
      remember(question.get());
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.problem());
    }
  }

  private synchronized void remember(T told) {
    value = told;
    answered = clock.instant();
  }

  /**
   * The answer when it comes until then, else the last one and why it is old.
   *
   * @param nanoTime on the scale of {@link System#nanoTime}
   */
  Told<T> until(long nanoTime) {
    try {
      var left = Math.max(0, nanoTime - System.nanoTime());
      return told(newest().get(left, TimeUnit.NANOSECONDS).orElse(null));
    } catch (TimeoutException e) {
      return told(ProblemCode.AGENT_UNREACHABLE.problem(about + ": no answer in time"));
    } catch (ExecutionException e) {
      return told(ProblemCode.INTERNAL.problem(about + ": " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return told(ProblemCode.INTERNAL.problem(about + ": interrupted"));
    }
  }

  private synchronized CompletableFuture<Optional<Problem>> newest() {
    return newest;
  }

  private synchronized Told<T> told(@Nullable Problem problem) {
    var known = value;
    var age = Duration.between(answered, clock.instant()).toMillis();
    return new Told<>(known, known == null ? null : age, problem);
  }
}
