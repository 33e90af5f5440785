package com.wizardsofts.ollamaswarm.step;

import com.wizardsofts.ollamaswarm.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a step saw. */
public sealed interface Observation {

  /** The world is as planned; {@code evidence} says by what that was seen. */
  record AsPlanned(String evidence) implements Observation {}

  /** What a step does to that of which it sees a difference. */
  @RegisterForReflection
  enum Change {
    MAKES,
    CHANGES,
    TAKES_AWAY
  }

  /**
   * The world differs.
   *
   * @param current what is, for people
   * @param wanted what is wanted, for people
   * @param before what is, for {@link Step#undo}
   */
  record Differs(String current, String wanted, String before, Change change)
      implements Observation {

    /** A difference of something that is there before and after. */
    public Differs(String current, String wanted, String before) {
      this(current, wanted, before, Change.CHANGES);
    }

    /** A difference whose text for people says all that undo needs. */
    public Differs(String current, String wanted) {
      this(current, wanted, current);
    }

    /** The same where that is so, of something that is not there before. */
    public Differs making(boolean isSo) {
      return isSo ? new Differs(current, wanted, before, Change.MAKES) : this;
    }

    /** The same where that is so, of something that is not there afterwards. */
    public Differs takingAway(boolean isSo) {
      return isSo ? new Differs(current, wanted, before, Change.TAKES_AWAY) : this;
    }
  }

  /** The step cannot be done here until somebody acts. */
  record Blocked(Problem problem) implements Observation {}
}
