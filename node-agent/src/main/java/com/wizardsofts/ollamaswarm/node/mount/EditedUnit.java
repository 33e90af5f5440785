package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A unit of ours that somebody edited: it is neither written over nor taken away. */
public final class EditedUnit {
  private static final Pattern WHAT = Pattern.compile("(?m)^What=(.*)$");
  private static final Pattern LIMIT = Pattern.compile("(?m)^TimeoutSec=(\\d{1,9})$");

  private EditedUnit() {}

  /** Why the unit of this mount has to stay as it is; nothing when it is as we wrote it. */
  public static Optional<Problem> refusal(MountState state) {
    return Optional.ofNullable(state.unitEdit())
        .map(
            difference ->
                ProblemCode.FILE_EDITED
                    .problem(
                        "The unit that mounts %s was edited; the difference to what was written:\n%s"
                            .formatted(state.mountPoint(), difference))
                    .withRemedy(
                        "Move what you need of it into a drop-in (systemctl edit), which is left"
                            + " alone, take the difference back in the file, systemctl"
                            + " daemon-reload, then do the same again."));
  }

  /**
   * What somebody has changed in a unit of ours since it was written, by this agent or by an older
   * one, whose units have not the line {@code newer}.
   */
  static Optional<String> difference(Path file, String text, Path mountPoint, String newer) {
    var what = WHAT.matcher(text);
    var limit = LIMIT.matcher(text);
    var written =
        MountUnit.text(
            what.find() ? what.group(1) : "",
            mountPoint,
            Duration.ofSeconds(limit.find() ? Long.parseLong(limit.group(1)) : 0));
    var older = written.replace(newer + "\n", "");
    return Optional.of(text)
        .filter(Predicate.not(written::equals))
        .filter(Predicate.not(older::equals))
        .map(_ -> UnifiedDiff.of(file.toString(), written, text));
  }
}
