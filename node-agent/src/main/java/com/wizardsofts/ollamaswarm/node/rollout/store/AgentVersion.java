package com.wizardsofts.ollamaswarm.node.rollout.store;

import java.util.regex.Pattern;

/** Which agents work together: those of the same version, and of the minor versions beside it. */
final class AgentVersion {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})(\\..*)?");

  private AgentVersion() {}

  /** Whether agents of these two versions work together; unknown forms only with themselves. */
  static boolean fit(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    var first = TEXT.matcher(one);
    var second = TEXT.matcher(other);
    return first.matches()
        && second.matches()
        && first.group(1).equals(second.group(1))
        && Math.abs(Integer.parseInt(first.group(2)) - Integer.parseInt(second.group(2))) <= 1;
  }
}
