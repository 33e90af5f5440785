package com.wizardsofts.ollamaswarm.node.cli.console;

/** How a command ends, for the program that called it. */
public final class ExitCode {
  /** Done, and nothing is wrong. */
  public static final int OK = 0;

  /** It failed; the problem was printed. */
  public static final int FAILED = 1;

  /** The words of the command line are wrong. */
  public static final int USAGE = 2;

  /** Something is wrong on a server, or differs from {@code cluster.yaml}. */
  public static final int UNHEALTHY = 3;

  /** It cannot be done until somebody acts. */
  public static final int BLOCKED = 4;

  /** The operator said no. */
  public static final int CANCELLED = 5;

  private ExitCode() {}
}
