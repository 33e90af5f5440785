package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.MountTable;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What somebody else has at a mount point: named, and left as it is. */
final class MountConflicts {
  private static final Path FSTAB = Path.of("/etc/fstab");
  private static final int NAMED = 20;

  private final Programs programs;
  private final HostFiles files;
  private final Duration limit;

  MountConflicts(Programs programs, HostFiles files, Duration limit) {
    this.programs = programs;
    this.files = files;
    this.limit = limit;
  }

  /**
   * Throws {@code mount.conflict} when the source cannot be mounted there without loss. A unit of
   * ours is enabled once it was mounted, over a folder that was empty or might be covered: that is
   * not asked again.
   */
  void refuse(
      String source,
      Path mountPoint,
      Optional<MountTable.Mount> mounted,
      MountUnit unit,
      boolean coverExisting) {
    fstabLine(mountPoint)
        .ifPresent(
            line -> {
              throw conflict(
                  mountPoint + " has a line in /etc/fstab",
                  "Remove that line, run systemctl daemon-reload and umount " + mountPoint + ".",
                  List.of(line));
            });
    if (unit.isForeign()) {
      throw conflict(
          "%s was not written by node-agent".formatted(unit.file()),
          "systemctl disable --now %s, then remove the file.".formatted(unit.file().getFileName()),
          List.of());
    }
    mounted.ifPresentOrElse(
        mount -> refuseOther(source, mount),
        () -> refuseHiddenFiles(mountPoint, coverExisting || (unit.isOurs() && unit.isEnabled())));
  }

  private static void refuseOther(String source, MountTable.Mount mount) {
    if (!mount.source().equals(source) || !mount.options().contains("ro")) {
      throw conflict(
          "%s is mounted from %s (%s), wanted is %s read-only"
              .formatted(mount.point(), mount.source(), mount.type(), source),
          "umount %s (and remove what mounts it), or choose another mount point."
              .formatted(mount.point()),
          List.of(String.join(",", mount.options())));
    }
    var lacking = MountOptions.lacking(mount.type(), mount.options());
    if (!lacking.isEmpty()) {
      throw conflict(
          "%s is mounted from %s without %s"
              .formatted(mount.point(), mount.source(), String.join(" and ", lacking)),
          "End what reads there, umount %s (and remove what mounts it), then run the rollout again."
              .formatted(mount.point()),
          List.of(String.join(",", mount.options())));
    }
  }

  /** Files under a mount point would vanish from sight; an older container may have used them. */
  private void refuseHiddenFiles(Path mountPoint, boolean coverExisting) {
    if (coverExisting) {
      return;
    }
    var entries =
        programs.run(limit, List.of("ls", "-A", mountPoint.toString())).output().lines().toList();
    if (!entries.isEmpty()) {
      throw conflict(
          "%s is not empty: %d entries would be hidden by the mount"
              .formatted(mountPoint, entries.size()),
          "Move them away, choose another mount point, or PUT /v1/mount with coverExisting: true.",
          entries.stream().limit(NAMED).toList());
    }
  }

  private Optional<String> fstabLine(Path mountPoint) {
    return files.read(FSTAB).stream()
        .flatMap(String::lines)
        .map(String::strip)
        .filter(line -> !line.startsWith("#"))
        .filter(line -> isAt(mountPoint, line.split("\\s+")))
        .findFirst();
  }

  private static boolean isAt(Path mountPoint, String[] fields) {
    return fields.length > 1 && fields[1].startsWith("/") && Path.of(fields[1]).equals(mountPoint);
  }

  private static ProblemException conflict(String detail, String remedy, List<String> evidence) {
    return ProblemCode.MOUNT_CONFLICT
        .problem(detail)
        .withRemedy(remedy)
        .withEvidence(evidence)
        .exception();
  }
}
