package com.wizardsofts.ollamaswarm.problem;

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

  public Problem problem() {
    return problem;
  }
}
