package com.wizardsofts.ollamaswarm.trust;

/** The roles a certificate can carry in its organisational unit (OU). */
public final class Role {
  /** The node-agent that coordinates: may change every server. */
  public static final String LEAD = "lead";

  /** Any other agent: may ask, not change. */
  public static final String AGENT = "agent";

  /** A person or script that operates the servers. */
  public static final String OPERATOR = "operator";

  private Role() {}
}
