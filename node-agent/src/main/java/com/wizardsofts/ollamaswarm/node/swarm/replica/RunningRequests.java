package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests that an Ollama is answering, seen from outside its container: it has no metric for them,
 * but each holds an established connection to its port. A client's idle connection counts too.
 */
@ApplicationScoped
public class RunningRequests {
  private static final String ESTABLISHED = "01";
  private static final List<String> TABLES = List.of("tcp", "tcp6");

  /** 127.0.0.1, plain and as IPv6, and ::1, in the kernel's byte order. */
  private static final Pattern FROM_INSIDE =
      Pattern.compile("(0{16}FFFF0000)?0100007F:.*|0{24}01000000:.*");

  private final HostFiles files;

  public RunningRequests(HostFiles files) {
    this.files = files;
  }

  /**
   * Established connections from outside to this port in the network namespace of a process; 0 when
   * the process has ended.
   */
  public int of(long pid, int port) {
    var local = ":%04X".formatted(port);
    return (int)
        TABLES.stream().flatMap(table -> lines(pid, table)).filter(f -> is(f, local)).count();
  }

  private Stream<String[]> lines(long pid, String table) {
    return files.read(Path.of("/proc/%d/net/%s".formatted(pid, table))).stream()
        .flatMap(String::lines)
        .map(line -> line.strip().split(" +"));
  }

  private static boolean is(String[] fields, String local) {
    return fields.length > 3
        && fields[1].endsWith(local)
        && fields[3].equals(ESTABLISHED)
        && !FROM_INSIDE.matcher(fields[2]).matches();
  }
}
