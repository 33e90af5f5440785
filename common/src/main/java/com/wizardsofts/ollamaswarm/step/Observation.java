package com.wizardsofts.ollamaswarm.step;

import com.wizardsofts.ollamaswarm.problem.Problem;

/** What a step saw. */
public sealed interface Observation {

  /** The world is as planned; {@code evidence} says by what that was seen. */
  record AsPlanned(String evidence) implements Observation {}

  /**
   * The world differs.
   *
   * @param current what is, for people
   * @param wanted what is wanted, for people
   * @param before what is, for {@link Step#undo}
   */
  record Differs(String current, String wanted, String before) implements Observation {

    /** A difference whose text for people says all that undo needs. */
    public Differs(String current, String wanted) {
      this(current, wanted, current);
    }
  }

  /** The step cannot be done here until somebody acts. */
  record Blocked(Problem problem) implements Observation {}
}
