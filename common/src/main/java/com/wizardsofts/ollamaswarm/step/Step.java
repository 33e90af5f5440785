package com.wizardsofts.ollamaswarm.step;

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

  /** Puts back what {@link #apply} changed, from the state that was observed before it. */
  default void undo(String before) {}
}
