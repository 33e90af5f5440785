package com.wizardsofts.ollamaswarm.step;

import com.wizardsofts.ollamaswarm.problem.Problem;

/** What a step saw. */
public sealed interface Observation {

  /** The world is as planned; {@code evidence} says by what that was seen. */
  record AsPlanned(String evidence) implements Observation {}

  /** The world differs: what is, and what is wanted. */
  record Differs(String current, String wanted) implements Observation {}

  /** The step cannot be done here until somebody acts. */
  record Blocked(Problem problem) implements Observation {}
}
