package com.wizardsofts.ollamaswarm.trust;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.regex.Pattern;

/**
 * A lead, as it makes itself known to the agents.
 *
 * @param number it leads by; each lead that takes over takes a higher one, 0 is nobody's
 * @param id tells two leads apart that carry the same name
 * @param name of its server, for people
 */
public record Lead(long number, String id, String name) {
  /** The header of the lead's requests: number, id and name. */
  public static final String HEADER = "Ollama-Swarm-Lead";

  /** What an agent follows that no lead was made known to. */
  public static final Lead NONE = new Lead(0, "", "");

  private static final Pattern TEXT =
      Pattern.compile("([1-9][0-9]{0,17}) ([0-9a-f-]{36}) ([a-zA-Z0-9][a-zA-Z0-9_.-]{0,62})");

  /** As {@link #parse} reads it. */
  public String text() {
    return "%d %s %s".formatted(number, id, name);
  }

  /** Reads {@link #text}; {@code bad-input} when it is something else. */
  public static Lead parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw ProblemCode.BAD_INPUT.exception("%s is no lead".formatted(Quoted.text(text)));
    }
    return new Lead(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3));
  }
}
