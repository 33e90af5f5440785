package com.wizardsofts.ollamaswarm.node.rollout;

import java.util.Locale;

/** The guide's four phases. */
public enum Phase {
  STORE,
  DEPLOY,
  PROVE,
  SETTLE;

  /** As {@code cluster.yaml} spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
