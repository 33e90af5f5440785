package com.wizardsofts.ollamaswarm.problem;

import java.util.Optional;

/** The one exception that crosses packages: it carries a {@link Problem}. */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.title() + ": " + problem.detail());
    this.problem = problem;
  }

  public ProblemException(Problem problem, Throwable because) {
    super(problem.title() + ": " + problem.detail(), because);
    this.problem = problem;
  }

  /** Throws the problem when there is one. */
  public static void throwIfPresent(Optional<Problem> problem) {
    if (problem.isPresent()) {
      throw problem.get().exception();
    }
  }

  public Problem problem() {
    return problem;
  }
}
