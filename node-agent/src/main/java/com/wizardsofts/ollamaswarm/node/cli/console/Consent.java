package com.wizardsofts.ollamaswarm.node.cli.console;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The operator's yes to a change: on the command line, or to the question on a terminal. */
public final class Consent {
  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  private boolean yes;

  /** Whether it was given unseen: nobody is asked. */
  public boolean isUnseen() {
    return yes;
  }

  /** The exit code when there is no consent; none when the change may be made. */
  public OptionalInt refused(Terminal terminal, String question) {
    if (yes) {
      return OptionalInt.empty();
    }
    if (!terminal.asks()) {
      terminal.line("There is no terminal to ask on: say --yes.");
      return OptionalInt.of(ExitCode.USAGE);
    }
    return terminal.agreed(question) ? OptionalInt.empty() : OptionalInt.of(ExitCode.CANCELLED);
  }
}
