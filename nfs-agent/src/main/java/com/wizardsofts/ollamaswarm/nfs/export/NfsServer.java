package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The NFS server of this machine. It is told to read the exports files anew, never restarted: a
 * restart stalls NFSv4 clients for its grace time.
 */
@ApplicationScoped
public class NfsServer {
  private static final String UNIT = "nfs-server";

  private final Programs programs;
  private final Duration limit;

  public NfsServer(Programs programs, NfsAgentConfig config) {
    this.programs = programs;
    this.limit = config.commandTimeout();
  }

  /** Throws {@code nfs.server-missing} or {@code nfs.server-inactive} unless it runs. */
  public void requireRunning() {
    var unit =
        programs
            .output(limit, "systemctl", "show", "-p", "LoadState", "-p", "ActiveState", UNIT)
            .lines()
            .toList();
    if (unit.contains("LoadState=not-found")) {
      throw ProblemCode.NFS_SERVER_MISSING
          .problem("systemd knows no unit " + UNIT)
          .withEvidence(unit)
          .exception();
    }
    if (!unit.contains("ActiveState=active")) {
      throw ProblemCode.NFS_SERVER_INACTIVE
          .problem("The unit %s is not active".formatted(UNIT))
          .withEvidence(unit)
          .exception();
    }
  }

  /**
   * Has it read all exports files anew (exportfs(8) {@code -ra}).
   *
   * @return what exportfs complained about; none when it ended well
   */
  List<String> readExports() {
    var result = programs.run(limit, List.of("exportfs", "-ra"));
    if (result.exitCode() == 0) {
      return List.of();
    }
    var complaints = result.errors().lines().toList();
    return complaints.isEmpty()
        ? List.of("exportfs -ra ended with " + result.exitCode())
        : complaints;
  }

  /** What it exports now, every directory. */
  List<Exported> exported() {
    return parse(programs.output(limit, "exportfs", "-v"));
  }

  /** A directory and one client of it. */
  record Exported(Path path, ExportedTo to) {}

  /**
   * The lines of {@code exportfs -v}: path, tab, client and options; a path of 15 or more
   * characters stands on a line of its own.
   */
  static List<Exported> parse(String listing) {
    var exported = new ArrayList<Exported>();
    var path = "";
    for (var line : listing.lines().toList()) {
      var tab = line.lastIndexOf('\t');
      if (line.startsWith("/")) {
        path = tab < 0 ? line : line.substring(0, tab).stripTrailing();
      }
      if (tab >= 0) {
        exported.add(new Exported(Path.of(path), client(line.substring(tab + 1).strip())));
      }
    }
    return exported;
  }

  private static ExportedTo client(String shown) {
    var bracket = shown.indexOf('(');
    if (bracket < 0) {
      return new ExportedTo(shown, List.of());
    }
    var options = shown.substring(bracket + 1, shown.lastIndexOf(')'));
    return new ExportedTo(shown.substring(0, bracket), List.of(options.split(",")));
  }
}
