package com.wizardsofts.ollamaswarm.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The program's version, as the build wrote it. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    try (var file = Version.class.getResourceAsStream("/version.txt")) {
      var version = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8).strip();
      return new String[] {OllamaSwarm.NAME + " " + version};
    }
  }
}
