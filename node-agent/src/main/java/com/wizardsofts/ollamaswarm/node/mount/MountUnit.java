package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The systemd unit of a mount. Mounting through systemd makes the mount visible to the whole
 * server, whatever mount namespace the agent itself runs in, and brings it back after a reboot.
 */
final class MountUnit {
  private static final String OURS = "# Written by node-agent (Ollama Swarm Agents).";
  private static final String WHERE = "Where=";
  private static final String FIRST = "Before=docker.service";
  private static final Path FOLDER = Path.of("/etc/systemd/system");
  private static final Duration SPARE = Duration.ofSeconds(10);

  private final Programs programs;
  private final HostFiles files;
  private final Duration limit;
  private final Path mountPoint;
  private final String name;

  MountUnit(Programs programs, HostFiles files, Duration limit, Path mountPoint) {
    this.programs = programs;
    this.files = files;
    this.limit = limit;
    this.mountPoint = mountPoint;
    this.name =
        programs
            .output(limit, "systemd-escape", "-p", "--suffix=mount", mountPoint.toString())
            .strip();
  }

  /**
   * The unit's text; systemd gives up a start after {@code startLimit}, and Docker starts then: it
   * would else start replicas on the folder that the mount is yet to cover, and they stay there.
   */
  static String text(String source, Path mountPoint, Duration startLimit) {
    return """
    %s
    [Unit]
    Description=Ollama model store, read-only
    After=network-online.target
    Wants=network-online.target
    %s

    [Mount]
    What=%s
    Where=%s
    Type=nfs4
    Options=ro,hard,nfsvers=4.2,noatime,_netdev
    TimeoutSec=%d

    [Install]
    WantedBy=remote-fs.target
    """
        .formatted(OURS, FIRST, source, mountPoint, startLimit.toSeconds());
  }

  Path file() {
    return FOLDER.resolve(name);
  }

  /** The mount points of all units of ours on this server. */
  static List<String> ours(HostFiles files) {
    return files.list(FOLDER).stream()
        .filter(file -> file.toString().endsWith(".mount"))
        .flatMap(file -> files.read(file).stream())
        .filter(text -> text.startsWith(OURS))
        .flatMap(String::lines)
        .filter(line -> line.startsWith(WHERE))
        .map(line -> line.substring(WHERE.length()))
        .toList();
  }

  boolean isOurs() {
    return files.read(file()).filter(text -> text.startsWith(OURS)).isPresent();
  }

  /** What somebody edited in a unit of ours, as {@code diff -u} shows it. */
  Optional<String> edit() {
    return files
        .read(file())
        .filter(text -> text.startsWith(OURS))
        .flatMap(text -> EditedUnit.difference(file(), text, mountPoint, FIRST));
  }

  /** How {@link #start} would change the file; nothing where it would not, or may not. */
  Optional<String> change(String text) {
    var before = files.read(file()).orElse("");
    return isForeign() || before.equals(text)
        ? Optional.empty()
        : Optional.of(UnifiedDiff.of(file().toString(), before, text));
  }

  boolean isForeign() {
    return files.read(file()).filter(text -> !text.startsWith(OURS)).isPresent();
  }

  /** Whether systemd starts it at a boot; ours only once it has been mounted. */
  boolean isEnabled() {
    return systemctl("is-enabled", limit).output().strip().equals("enabled");
  }

  /** Whether it is enabled, and comes before Docker when it is ours: an older agent's does not. */
  boolean startsAtBoot() {
    return isEnabled()
        && (!isOurs() || files.read(file()).orElse("").lines().anyMatch(FIRST::equals));
  }

  /**
   * Writes the unit when its text differs, and starts it now and at every boot. One that is mounted
   * stays so: to start it again does nothing. When it does not start, the unit's file is as before,
   * which may be away.
   */
  void start(String text, Duration startLimit) {
    var before = files.read(file());
    if (before.filter(text::equals).isPresent()) {
      tryStart(startLimit);
    } else {
      try {
        files.write(file(), text);
        reload();
        tryStart(startLimit);
      } catch (ProblemException e) {
        putBack(before, e);
        throw e;
      }
    }
    programs.output(limit, "systemctl", "enable", name);
  }

  private void putBack(Optional<String> before, ProblemException because) {
    try {
      before.ifPresentOrElse(text -> files.write(file(), text), () -> files.delete(file()));
      reload();
    } catch (ProblemException e) {
      because.addSuppressed(e);
    }
  }

  private void reload() {
    programs.output(limit, "systemctl", "daemon-reload");
  }

  /** Stops the mount, then takes the unit away; somebody else's unit stays. */
  void remove() {
    if (isOurs()) {
      programs.output(limit, "systemctl", "stop", name);
      removeFile();
    }
  }

  /** Takes the unit away and leaves what is mounted; somebody else's unit stays. */
  void removeFile() {
    if (!isOurs()) {
      return;
    }
    programs.output(limit, "systemctl", "disable", name);
    files.delete(file());
    reload();
  }

  private void tryStart(Duration startLimit) {
    Programs.Result result;
    try {
      result = systemctl("start", startLimit.plus(SPARE));
    } catch (ProblemException e) {
      throw notStarted(String.valueOf(e.getMessage()));
    }
    if (result.exitCode() != 0) {
      throw notStarted(result.errors().strip());
    }
  }

  /** What the journal says about the failed start; nothing of it is left waiting behind. */
  private ProblemException notStarted(String why) {
    var lines =
        programs
            .run(limit, List.of("journalctl", "-u", name, "-n", "10", "-o", "cat", "--no-pager"))
            .output();
    systemctl("stop", limit);
    systemctl("reset-failed", limit);
    return ProblemCode.MOUNT_FAILED
        .problem("The unit %s does not start".formatted(name))
        .causedBy(why)
        .withEvidence(lines.lines().toList())
        .exception();
  }

  private Programs.Result systemctl(String verb, Duration within) {
    return programs.run(within, List.of("systemctl", verb, name));
  }
}
