package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Duration;
import java.util.List;

/** Starts programs of the server. Arguments are lists: no shell ever sees them. */
public interface Programs {

  /**
   * Runs a program to its end and returns what it said, whatever its exit code. When {@code limit}
   * is over it is killed with all its children.
   *
   * @param command the program (found in {@code /usr/local/sbin:…:/bin}) and its arguments
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code program.failed} when it is
   *     not installed, {@code program.timeout} when the limit was over
   */
  Result run(Duration limit, List<String> command);

  /** Like {@link #run}, for programs whose failure is a problem ({@code program.failed}). */
  default String output(Duration limit, String... command) {
    var result = run(limit, List.of(command));
    if (result.exitCode() != 0) {
      throw ProblemCode.PROGRAM_FAILED
          .problem(String.join(" ", command) + " ended with " + result.exitCode())
          .withEvidence(result.errors().lines().limit(10).toList())
          .exception();
    }
    return result.output();
  }

  /** What a program said; both texts are cut at 1 MiB. */
  record Result(int exitCode, String output, String errors) {}
}
