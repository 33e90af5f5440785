package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The blob files. A file is hashed once; again only when its size, time or inode are others. */
@ApplicationScoped
public class Blobs {
  private final ModelStore store;
  private final Map<Path, Hashed> known = new ConcurrentHashMap<>();

  public Blobs(ModelStore store) {
    this.store = store;
  }

  private record State(long bytes, FileTime modified, @Nullable Object inode) {}

  private record Hashed(State state, String sha256) {}

  /** What is wrong with a blob, in words; nothing when its content hashes to its name. */
  Optional<String> fault(Manifest.Blob blob) {
    var file = store.locate(store.models()).resolve("blobs").resolve(blob.fileName());
    try {
      var attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        return Optional.of(blob.fileName() + " is not a plain file");
      }
      if (attributes.size() != blob.bytes()) {
        return Optional.of(
            "%s has %d bytes, not %d".formatted(blob.fileName(), attributes.size(), blob.bytes()));
      }
      var real =
          hash(
              file,
              new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
      return real.equals(blob.sha256())
          ? Optional.empty()
          : Optional.of(blob.fileName() + " hashes to " + real);
    } catch (NoSuchFileException e) {
      known.remove(file);
      return Optional.of(blob.fileName() + " is missing");
    } catch (IOException e) {
      return Optional.of("%s cannot be read: %s".formatted(blob.fileName(), e));
    }
  }

  private String hash(Path file, State state) throws IOException {
    var before = known.get(file);
    return before != null && before.state().equals(state) ? before.sha256() : hashAnew(file, state);
  }

  /** One at a time: two readers would only make the disk seek, and often want the same file. */
  private synchronized String hashAnew(Path file, State state) throws IOException {
    var before = known.get(file);
    if (before != null && before.state().equals(state)) {
      return before.sha256();
    }
    var hashed = new Hashed(state, Sha256.of(file));
    known.put(file, hashed);
    return hashed.sha256();
  }
}
