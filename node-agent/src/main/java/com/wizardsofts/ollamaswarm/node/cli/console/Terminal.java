package com.wizardsofts.ollamaswarm.node.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;

/** The operator's terminal; off one, the same words come as plain lines. */
public final class Terminal {
  private static final String ERASED = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean live;
  private String last = "";

  private Terminal(PrintWriter err, boolean live) {
    this.err = err;
    this.live = live;
  }

  /** Progress goes to the command's standard error, beside the data on its standard output. */
  public static Terminal of(CommandLine command) {
    var console = System.console();
    return new Terminal(command.getErr(), console != null && console.isTerminal());
  }

  /** A line that stays. */
  public void line(String text) {
    err.println((live && !last.isEmpty() ? ERASED : "") + text);
    last = "";
    err.flush();
  }

  /** What is being done now: on a terminal the next one takes its place. */
  public void now(String text) {
    if (live) {
      err.print(ERASED + text);
    } else if (!text.equals(last)) {
      err.println(text);
    }
    last = text;
    err.flush();
  }

  /** Whether somebody can be asked. */
  public boolean asks() {
    return live;
  }

  /** Asks; anything but y or yes is no. */
  public boolean agreed(String question) {
    err.print(question + " [y/N] ");
    err.flush();
    try {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      var answer = Objects.requireNonNullElse(in.readLine(), "").strip();
      return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
