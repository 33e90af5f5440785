package com.wizardsofts.ollamaswarm.node.swarm;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammars of names that come from outside and end in Docker's paths, labels and rules. */
public final class Names {
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
  public static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
  public static final Pattern LABEL_KEY = Pattern.compile("[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?");
  public static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
  public static final Pattern PATH =
      Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9_+@.-]{1,255}){1,32}");

  /** Swarm's; a dot would also end the name in Traefik's labels. */
  public static final Pattern SERVICE =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?");

  /** {@code [host[:port]/]path[:tag][@digest]}; only a host has capitals. */
  public static final Pattern IMAGE =
      Pattern.compile(
          "(?=.{1,255}$)([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?/)?"
              + "[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*"
              + "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?");

  /** {@code [host/][namespace/]model[:tag]}, as Ollama has it. */
  public static final Pattern MODEL =
      Pattern.compile(
          "(?=.{1,255}$)[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*){0,2}(:[A-Za-z0-9_.-]{1,80})?");

  /** Ollama's durations ({@code 5m}, {@code 1h30m}) or whole seconds; negative is for ever. */
  public static final Pattern KEEP_ALIVE =
      Pattern.compile("-?([0-9]{1,9}|([0-9]{1,6}(ms|s|m|h)){1,4})");

  private Names() {}

  /** The value when it is there and of the grammar, else {@code bad-input} naming the field. */
  public static String check(String field, Pattern grammar, @Nullable String value) {
    if (value == null || !grammar.matcher(value).matches()) {
      throw ProblemCode.BAD_INPUT
          .problem("%s: \"%s\" is not of the form %s".formatted(field, value, grammar))
          .exception();
    }
    return value;
  }
}
