package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What is mounted on this server, from the kernel's own table: never touches a mounted file system.
 */
@ApplicationScoped
public class MountTable {
  private static final Logger LOG = Logger.getLogger(MountTable.class);

  private final HostFiles files;

  public MountTable(HostFiles files) {
    this.files = files;
  }

  /** The mount that covers everything else at exactly this path, if any. */
  public Optional<Mount> at(Path path) {
    return at(path, files.read(Path.of("/proc/self/mountinfo")).orElseThrow());
  }

  /** Likewise as a process sees it, which may be in a container; nothing when it has ended. */
  public Optional<Mount> at(Path path, long pid) {
    return ofProcess(pid).flatMap(all -> at(path, all));
  }

  /** Of a process that has ended and is not reaped yet the kernel answers EINVAL. */
  private Optional<String> ofProcess(long pid) {
    try {
      return files.read(Path.of("/proc/%d/mountinfo".formatted(pid)));
    } catch (ProblemException e) {
      LOG.debugf("process %d has no mounts: %s", pid, e.problem().text());
      return Optional.empty();
    }
  }

  private static Optional<Mount> at(Path path, String table) {
    return table
        .lines()
        .map(Mount::parse)
        .filter(mount -> mount.point().equals(path))
        .reduce((_, upper) -> upper);
  }

  /**
   * One line of {@code /proc/self/mountinfo}; fields as in proc_pid_mountinfo(5).
   *
   * @param device {@code major:minor}, the name of its read-ahead setting in {@code /sys/class/bdi}
   * @param options of the mount point and of the file system, in this order
   */
  public record Mount(Path point, String device, String type, String source, List<String> options) {

    static Mount parse(String line) {
      var halves = line.split(" - ", 2);
      var left = halves[0].split(" ", -1);
      var right = halves[1].split(" ", -1);
      var options = new java.util.ArrayList<>(List.of(left[5].split(",")));
      options.addAll(List.of(right[2].split(",")));
      return new Mount(Path.of(unescape(left[4])), left[2], right[0], unescape(right[1]), options);
    }

    /** The kernel writes blanks, tabs, newlines and backslashes as three octal digits. */
    private static String unescape(String field) {
      return java.util.regex.Pattern.compile("\\\\([0-7]{3})")
          .matcher(field)
          .replaceAll(
              m ->
                  java.util.regex.Matcher.quoteReplacement(
                      String.valueOf((char) Integer.parseInt(m.group(1), 8))));
    }
  }
}
