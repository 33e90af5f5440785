package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pull without Ollama, from registries that want a name and a password: Ollama has no such login.
 */
@ApplicationScoped
public class DirectPull {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Of a blob that is not whole yet; Ollama leaves such files alone, prune knows them. */
  static final String SUFFIX = "-fetch";

  private final Registry registry;
  private final Blobs blobs;
  private final PulledManifests manifests;
  private final HostFiles files;

  /** Models share blobs, and two that fetch one would write to one file. */
  private final Turns turns = new Turns(1);

  public DirectPull(Registry registry, Blobs blobs, PulledManifests manifests, HostFiles files) {
    this.registry = registry;
    this.blobs = blobs;
    this.manifests = manifests;
    this.files = files;
  }

  /**
   * Fetches what the store lacks of the model, from where an earlier pull stopped, and leaves its
   * manifest where Ollama would.
   */
  void run(ModelName model, OllamaPull.Progress progress) {
    turns.take(() -> fetch(model, progress));
  }

  private void fetch(ModelName model, OllamaPull.Progress progress) {
    var text = registry.manifestText(model);
    var manifest = Manifest.of(text.getBytes(StandardCharsets.UTF_8));
    if (!manifest.faults().isEmpty()) {
      throw failed(model, manifest.faults().getFirst());
    }
    var missing = manifest.blobs().stream().filter(blob -> !blobs.has(blob.fileName())).toList();
    var count = new Count(progress, manifest.bytes());
    count.done = manifest.bytes() - missing.stream().mapToLong(Manifest.Blob::bytes).sum();
    missing.forEach(blob -> fetch(model, blob, count));
    files.write(manifests.staged(model), text);
  }

  private static final class Count {
    private final OllamaPull.Progress progress;
    private final long total;
    private long done;
    private long fetched;

    Count(OllamaPull.Progress progress, long total) {
      this.progress = progress;
      this.total = total;
    }

    void fetched(int bytes) {
      done += bytes;
      fetched += bytes;
      progress.at("pulling", done, total, fetched);
    }
  }

  private void fetch(ModelName model, Manifest.Blob blob, Count count) {
    var partial = blobs.folder().resolve(blob.fileName() + SUFFIX);
    if (bytes(partial) < blob.bytes()) {
      registry.blob(
          model,
          blob,
          bytes(partial),
          (content, from) -> {
            count.done += from;
            append(model, blob, partial, from, content, count);
          });
    }
    if (bytes(partial) < blob.bytes()) {
      throw failed(model, "the registry sent only %d bytes of %s".formatted(bytes(partial), blob));
    }
    onDisk(model, () -> blobs.add(partial, blob.fileName()))
        .ifPresent(
            fault -> {
              throw failed(model, "what the registry sent as " + fault);
            });
  }

  private static long bytes(Path file) {
    return file.toFile().length();
  }

  private static void append(
      ModelName model,
      Manifest.Blob blob,
      Path partial,
      long from,
      InputStream content,
      Count count)
      throws IOException {
    try (var file = onDisk(model, () -> open(partial, from))) {
      var buffer = new byte[BUFFER_BYTES];
      for (var left = blob.bytes() - from; left > 0; ) {
        var read = content.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          return;
        }
        onDisk(model, () -> file.write(ByteBuffer.wrap(buffer, 0, read)));
        left -= read;
        count.fetched(read);
      }
    }
  }

  private static FileChannel open(Path partial, long from) throws IOException {
    // A link here would have the agent, which is root, write anywhere.
    var file =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    return file.truncate(from).position(from);
  }

  private interface DiskWork<T> {
    T run() throws IOException;
  }

  /** The disk's errors are not the registry's. */
  private static <T> T onDisk(ModelName model, DiskWork<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new ProblemException(PullAnswer.problem(model, e.toString()), e);
    }
  }

  private static ProblemException failed(ModelName model, String cause) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("Pull " + model.shown())
        .causedBy(cause)
        .withRemedy("Pull it again: it goes on where it was. See whether its registry is sound.")
        .exception();
  }
}
