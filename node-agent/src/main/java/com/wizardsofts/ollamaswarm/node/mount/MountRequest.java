package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked for: checked before it reaches a program, a unit file or a path. A field that a
 * request leaves out is absent here, whatever its type says.
 */
final class MountRequest {
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_+@.-]{1,255}){1,32}");
  private static final Pattern STEP_BACK = Pattern.compile(".*/\\.{1,2}(/.*)?");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int LONGEST_NAME = 253;

  private MountRequest() {}

  /** The source as mount(8) and the kernel write it: {@code server:/path}. */
  static String source(MountSpec spec) {
    var server = spec.server();
    if (server == null || (!isAddress(server) && !isHostName(server))) {
      throw bad("server", server, "neither an IP address nor a host name");
    }
    path("path", spec.path());
    var host = server.indexOf(':') >= 0 ? "[" + server + "]" : server;
    return host + ":" + spec.path();
  }

  /** An absolute path of letters, digits and {@code _ + @ . -}, without a step back. */
  static Path path(String field, @Nullable String path) {
    if (path == null || !PATH.matcher(path).matches() || STEP_BACK.matcher(path).matches()) {
      throw bad(
          field, path, "not an absolute path of letters, digits and _ + @ . - without . and ..");
    }
    return Path.of(path);
  }

  private static boolean isAddress(String server) {
    if (server.indexOf(':') < 0 && server.split("\\.", -1).length != 4) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(server) != null && server.indexOf('%') < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isHostName(String server) {
    var labels = server.split("\\.", -1);
    if (server.length() > LONGEST_NAME || NUMBER.matcher(labels[labels.length - 1]).matches()) {
      return false;
    }
    for (var label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  private static RuntimeException bad(String field, @Nullable String value, String why) {
    return ProblemCode.BAD_INPUT
        .problem("mount: %s: \"%s\" is %s".formatted(field, value, why))
        .exception();
  }
}
