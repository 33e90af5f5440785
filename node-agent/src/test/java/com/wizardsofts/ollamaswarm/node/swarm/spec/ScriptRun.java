package com.wizardsofts.ollamaswarm.node.swarm.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Runs one of the scripts with the server's sh, in a folder that stands for its container. */
final class ScriptRun {
  private final Path folder;
  private final Path script;
  private final Path programs;

  ScriptRun(Path folder, Script script) throws IOException {
    this.folder = folder;
    this.script = Files.write(folder.resolve("script.sh"), script.text());
    this.programs = Files.createDirectory(folder.resolve("bin"));
  }

  /** Programs of this server that the container has. */
  ScriptRun withReal(String... names) throws IOException {
    for (var name : names) {
      with(name, "exec %s \"$@\"\n".formatted(find(name)));
    }
    return this;
  }

  /** A program that the test wrote. */
  ScriptRun with(String name, String text) throws IOException {
    var file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  Process start(Map<String, String> environment) throws IOException {
    var builder = new ProcessBuilder(List.of("/bin/sh", script.toString()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", programs.toString());
    builder.environment().put("TMPDIR", folder.toString());
    return builder.redirectErrorStream(true).redirectOutput(output().toFile()).start();
  }

  String said() throws IOException {
    return Files.readString(output());
  }

  private Path output() {
    return folder.resolve("output");
  }

  private static Path find(String program) {
    return List.of("/usr/bin", "/bin").stream()
        .map(bin -> Path.of(bin, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
