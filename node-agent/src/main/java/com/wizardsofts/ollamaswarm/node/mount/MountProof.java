package com.wizardsofts.ollamaswarm.node.mount;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a mount, in child processes with a time limit: with the store's server gone, even
 * {@code stat} hangs until the process is killed.
 */
final class MountProof {
  private static final String MARKER = ".ollama-swarm-store";
  private static final String WRITE_PROBE = ".ollama-swarm-write-probe";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Programs programs;
  private final Duration limit;

  MountProof(Programs programs, Duration limit) {
    this.programs = programs;
    this.limit = limit;
  }

  /**
   * What was seen.
   *
   * @param trouble why a part is missing; absent when both were had
   */
  record Seen(@Nullable String storeId, boolean writeRefused, @Nullable String trouble) {}

  Seen look(Path mountPoint) {
    var troubles = new ArrayList<String>();
    String storeId = null;
    var writeRefused = false;
    try {
      storeId = storeId(mountPoint.resolve(MARKER), troubles);
      // Only a mount of the store is written to: any other may be somebody's, and writable.
      writeRefused = storeId != null && writeRefused(mountPoint.resolve(WRITE_PROBE), troubles);
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.PROGRAM_TIMEOUT)) {
        throw e;
      }
      troubles.add(e.problem().detail() + ": the store's server does not answer");
    }
    return new Seen(storeId, writeRefused, troubles.isEmpty() ? null : String.join("; ", troubles));
  }

  /**
   * The marker is JSON, padded with blanks to one block of 4096 bytes, so that O_DIRECT can read it
   * past the caches: a cached one is still there seconds after the server died. A file system that
   * refuses O_DIRECT (EINVAL) is told to drop what it has cached, then read plainly.
   */
  private @Nullable String storeId(Path marker, List<String> troubles) {
    var read = dd(marker, "iflag=direct", "bs=4096", "count=1");
    if (read.exitCode() != 0 && read.errors().contains("Invalid argument")) {
      dd(marker, "iflag=nocache", "count=0");
      read = dd(marker, "bs=4096", "count=1");
    }
    if (read.exitCode() != 0) {
      troubles.add("marker: " + read.errors().strip());
      return null;
    }
    try {
      var id = JSON.readTree(read.output()).path("id").asText();
      if (!id.isEmpty()) {
        return id;
      }
      troubles.add("marker: %s has no id".formatted(marker));
    } catch (JsonProcessingException e) {
      troubles.add("marker: %s is not JSON: %s".formatted(marker, e.getOriginalMessage()));
    }
    return null;
  }

  private Programs.Result dd(Path marker, String... operands) {
    var command = new ArrayList<>(List.of("dd", "if=" + marker));
    command.addAll(List.of(operands));
    command.add("status=none");
    return programs.run(limit, command);
  }

  private boolean writeRefused(Path probe, List<String> troubles) {
    var touch = programs.run(limit, List.of("touch", probe.toString()));
    if (touch.exitCode() == 0) {
      programs.output(limit, "rm", "-f", probe.toString());
      troubles.add("a file could be written through the mount (removed again): " + probe);
      return false;
    }
    if (!touch.errors().contains("Read-only file system")) {
      troubles.add("write probe: " + touch.errors().strip());
      return false;
    }
    return true;
  }
}
