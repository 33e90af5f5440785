package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The TCP ports on which something listens, from the tables of sockets that Linux shows. */
public final class ListeningPorts {
  /** Number, local address and port, remote ones, state: 0A is a listener; all in hexadecimal. */
  private static final Pattern LISTENER =
      Pattern.compile("\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:0000 0A .*");

  private ListeningPorts() {}

  /**
   * @param folder {@code /proc/net}, or {@code /proc/PID/net} for the network of a process
   */
  public static Set<Integer> in(HostFiles files, Path folder) {
    return List.of("tcp", "tcp6").stream()
        .flatMap(table -> files.read(folder.resolve(table)).orElse("").lines())
        .map(LISTENER::matcher)
        .filter(line -> line.matches())
        .map(line -> Integer.valueOf(line.group(1), 16))
        .collect(Collectors.toSet());
  }
}
