package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.MountTable;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.problem.LastingProblem;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The read-ahead of the mounts. The kernel gives each new mount its own small one, also the mount
 * that systemd makes at a boot without asking the agent. Only the kernel's tables are looked at:
 * nothing here waits for the store's server.
 */
@ApplicationScoped
public class ReadAhead {
  private static final Logger LOG = Logger.getLogger(ReadAhead.class);

  /** The kernel counts in whole pages: what it rounds down would be raised for ever. */
  private static final int PAGE_KIB = 4;

  private final NodeAgentConfig.Mount config;
  private final HostFiles files;
  private final MountTable table;
  private final LastingProblem problem =
      new LastingProblem(LOG::warn, "the read-ahead of the mount stays as it is");

  public ReadAhead(NodeAgentConfig config, HostFiles files, MountTable table) {
    this.config = config.mount();
    this.files = files;
    this.table = table;
  }

  /** Of the mount's device, in KiB; 0 when the kernel has no such setting for it. */
  int kib(MountTable.Mount mount) {
    return files.read(setting(mount)).map(text -> Integer.parseInt(text.strip())).orElse(0);
  }

  /**
   * What keeps the read-ahead of a mount below the wanted one; nothing while it is high enough, or
   * is about to be raised.
   *
   * @param kib that the mount has, 0 when the kernel has no such setting for it
   */
  Optional<String> shortfall(int kib) {
    var why = problem.last();
    return kib > 0 && kib < wanted() && !why.isEmpty()
        ? Optional.of("%d KiB in place of %d: %s".formatted(kib, wanted(), why))
        : Optional.empty();
  }

  /** Slower is no failure: the mount's state tells the value that the kernel really has. */
  @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void raise() {
    problem.during(
        () ->
            MountUnit.ours(files).stream()
                .flatMap(point -> table.at(Path.of(point)).stream())
                .filter(mount -> config.types().contains(mount.type()))
                .forEach(this::raise));
  }

  private void raise(MountTable.Mount mount) {
    if (files.exists(setting(mount)) && kib(mount) < wanted()) {
      files.set(setting(mount), String.valueOf(wanted()));
    }
  }

  private int wanted() {
    return config.readAheadKib() / PAGE_KIB * PAGE_KIB;
  }

  private static Path setting(MountTable.Mount mount) {
    return Path.of("/sys/class/bdi", mount.device(), "read_ahead_kb");
  }
}
