package com.wizardsofts.ollamaswarm.step;

import java.util.Optional;

/**
 * One idempotent change. The runner looks, changes when something differs, then looks again: a step
 * is done only when the second look agrees with the plan.
 *
 * <p>Methods throw {@link com.wizardsofts.ollamaswarm.problem.ProblemException} when they cannot do
 * what they are for. None of them retries: the runner owns retries and time limits.
 */
public interface Step {

  /** Stable name, kept in the journal: {@code store.export}. */
  String id();

  /** What it makes so, with its values: "Export /opt/ollama-models to 10.0.0.0/24". */
  String title();

  /** Looks; changes nothing. */
  Observation observe();

  /** Changes what differs; safe to repeat after a crash. */
  void apply();

  /**
   * Puts back what {@link #apply} changed, in part or as a whole; safe to repeat after a crash.
   *
   * @param before {@link Observation.Differs#before} of the look before the change
   */
  default void undo(String before) {}

  /**
   * What does not answer while it is undone, or from then on, for people.
   *
   * @param before as {@link #undo} is given it
   */
  default Optional<String> undoInterruption(String before) {
    return Optional.empty();
  }

  /**
   * Whether {@link #apply} changes nothing by itself, but waits for what earlier steps began or
   * proves it. Then there is nothing to put back, and nothing is changed where only this was done.
   */
  default boolean onlyWatches() {
    return false;
  }

  /** What stays when it was undone, for people: "the model mistral:7b in the store". */
  default Optional<String> remains() {
    return Optional.empty();
  }

  /** The server whose own agent {@link #undo} needs; nothing where it needs none. */
  default Optional<String> server() {
    return Optional.empty();
  }

  /** What does not answer while it is applied, for people; asked only when something differs. */
  default Optional<String> interruption() {
    return Optional.empty();
  }
}
