package com.wizardsofts.ollamaswarm.nfs.pull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Ollama's unfinished downloads: {@code sha256-X-partial} has the bytes, and each {@code
 * sha256-X-partial-N} says how far one part of it is. Ollama writes them in place, when a part
 * begins, ends or is cancelled.
 */
@ApplicationScoped
public class Partials {
  private static final Logger LOG = Logger.getLogger(Partials.class);
  private static final Pattern FILE = Pattern.compile("(sha256-[0-9a-f]{64}-partial)(?:-[0-9]+)?");
  private static final Duration NOTED_WITHIN = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelStore store;
  private final HostFiles files;
  private final Await await;

  public Partials(ModelStore store, HostFiles files, Await await) {
    this.store = store;
    this.files = files;
    this.await = await;
  }

  private record Part(long offset, long size, long completed) {
    long end() {
      return offset + size;
    }
  }

  /**
   * Removes downloads that a killed Ollama left and cannot go on with: it stops at a note that it
   * had only begun to write, and takes a blob for smaller when notes are missing. Only for when no
   * Ollama writes to the store.
   */
  void removeBroken() {
    files.list(blobs()).stream()
        .filter(file -> FILE.matcher(file.getFileName().toString()).matches())
        .collect(Collectors.groupingBy(Partials::download))
        .forEach(
            (download, all) -> {
              if (!isWhole(download)) {
                LOG.warnf("%s cannot be gone on with, removed", download.getFileName());
                all.forEach(files::delete);
              }
            });
  }

  private static Path download(Path file) {
    var name = FILE.matcher(file.getFileName().toString());
    return name.matches() ? file.resolveSibling(name.group(1)) : file;
  }

  private boolean isWhole(Path download) {
    try {
      var end = 0L;
      for (var part : parts(download)) {
        if (part.offset() != end || part.size() <= 0 || part.completed() > part.size()) {
          return false;
        }
        end = part.end();
      }
      return end > 0 && Files.size(files.locate(download)) == end;
    } catch (IOException e) {
      return false;
    }
  }

  private List<Part> parts(Path download) throws IOException {
    var parts = new ArrayList<Part>();
    for (var file : files.list(blobs())) {
      if (file.getFileName().toString().startsWith(download.getFileName() + "-")) {
        var json = JSON.readTree(Files.readAllBytes(files.locate(file)));
        parts.add(
            new Part(
                json.path("Offset").asLong(-1),
                json.path("Size").asLong(-1),
                json.path("Completed").asLong(-1)));
      }
    }
    parts.sort(Comparator.comparingLong(Part::offset));
    return parts;
  }

  /**
   * Waits a moment until Ollama has noted what it has fetched: it does so when its caller has gone,
   * and a container removed before that has fetched it for nothing.
   *
   * @param fetched bytes of each blob that is not whole yet, by {@code sha256:X}
   */
  void awaitNoted(Map<String, Long> fetched) {
    var interrupted = Thread.interrupted();
    await.holds(
        NOTED_WITHIN,
        PAUSE,
        () -> fetched.entrySet().stream().allMatch(e -> noted(e.getKey()) >= e.getValue()));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Bytes of an unfinished blob that are noted as fetched; more than any blob has when it is whole.
   *
   * @param digest {@code sha256:X}
   */
  long noted(String digest) {
    var blob = blobs().resolve(digest.replace(':', '-'));
    if (files.exists(blob)) {
      return Long.MAX_VALUE;
    }
    try {
      return parts(blob.resolveSibling(blob.getFileName() + "-partial")).stream()
          .mapToLong(Part::completed)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private Path blobs() {
    return store.models().resolve("blobs");
  }
}
