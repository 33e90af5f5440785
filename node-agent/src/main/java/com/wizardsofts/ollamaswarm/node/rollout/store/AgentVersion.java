package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which agents work together: those of the same version, and of the minor versions beside it. */
final class AgentVersion {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})(\\..*)?");

  private AgentVersion() {}

  /** What is wrong with an agent that does not work together with a lead of this version. */
  static Optional<Problem> misfit(String lead, ServerStatus status) {
    return fit(lead, status.version())
        ? Optional.empty()
        : Optional.of(
            ProblemCode.AGENT_VERSION.problem(
                "%s on %s is %s, the lead's node-agent is %s"
                    .formatted(status.agent(), status.host(), status.version(), lead)));
  }

  /** Whether agents of these two versions work together; unknown forms only with themselves. */
  private static boolean fit(String one, String other) {
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
