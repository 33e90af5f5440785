package com.wizardsofts.ollamaswarm.node.rollout.phase;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.Arrays;
import java.util.Locale;

/** The guide's four phases. */
public enum Phase {
  STORE,
  DEPLOY,
  PROVE,
  SETTLE;

  /** The phase that {@code cluster.yaml} spells so; {@code bad-input} when there is none. */
  public static Phase of(String label) {
    return Arrays.stream(values())
        .filter(phase -> phase.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemCode.BAD_INPUT.exception(
                    "%s is none of the phases store, deploy, prove, settle"
                        .formatted(Quoted.text(label))));
  }

  /** As {@code cluster.yaml} spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
