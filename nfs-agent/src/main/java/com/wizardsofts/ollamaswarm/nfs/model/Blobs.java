package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.machine.FileHash;
import com.wizardsofts.ollamaswarm.nfs.model.VerifiedFiles.State;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/** The blob files; what a file hashes to is remembered until it is written again. */
@ApplicationScoped
public class Blobs {
  private static final Pattern NAME = Pattern.compile("sha256-[0-9a-f]{64}");
  private static final FileHash AT_ONCE = FileHash.watched(_ -> {});

  private final ModelStore store;
  private final VerifiedFiles verified;

  public Blobs(ModelStore store, VerifiedFiles verified) {
    this.store = store;
    this.verified = verified;
  }

  /** Where they lie. */
  public Path folder() {
    return store.locate(store.models()).resolve("blobs");
  }

  /** A blob's path below the store's {@code models}. */
  public static String path(String fileName) {
    return "blobs/" + fileName;
  }

  /** The names of all blob files, also of those that no manifest names. */
  public List<String> files() {
    try (var found = Files.list(folder())) {
      return found
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> file.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.STORE_UNUSABLE.problem("Cannot read " + folder()).causedBy(e.toString()), e);
    }
  }

  /** Whether there is such a blob file; what is in it is not looked at. */
  public boolean has(String fileName) {
    return Files.isRegularFile(folder().resolve(fileName), LinkOption.NOFOLLOW_LINKS);
  }

  /** Size of these blob files together. */
  public long bytes(List<String> fileNames) {
    return fileNames.stream().mapToLong(name -> folder().resolve(name).toFile().length()).sum();
  }

  /**
   * Reads a blob file to its end, whatever is known of it: a disk's decay leaves its time as it is.
   *
   * @return what is wrong with it, in words
   */
  public Optional<String> verify(String fileName, FileHash with) {
    try {
      var file = folder().resolve(fileName);
      return mismatch(fileName, hash(fileName, State.of(file), with));
    } catch (IOException e) {
      return unreadable(fileName, e);
    }
  }

  /**
   * What is wrong with a blob, in words; nothing when its content hashes to its name. Reads it when
   * that was not done since it was written.
   */
  public Optional<String> fault(Manifest.Blob blob) {
    try {
      return fault(blob, (name, state) -> Optional.of(hashOnce(name, state)));
    } catch (IOException e) {
      return unreadable(blob.fileName(), e);
    }
  }

  /**
   * Like {@link #fault}, but reads and forgets nothing: no fault is known of a blob that was never
   * read.
   */
  public Optional<String> knownFault(Manifest.Blob blob) {
    try {
      return fault(blob, (name, state) -> known(name, state).map(VerifiedFiles.Entry::sha256));
    } catch (IOException e) {
      return Optional.of(inWords(blob.fileName(), e));
    }
  }

  /** Whether the file hashed to its name when it was last read, and was not written since. */
  public boolean isKnownSound(String fileName) {
    try {
      return known(fileName, State.of(folder().resolve(fileName)))
          .filter(it -> mismatch(fileName, it.sha256()).isEmpty())
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether its size or its hash is known to be wrong; one that cannot be read may be sound. */
  boolean isWrong(Manifest.Blob blob) {
    var name = blob.fileName();
    try {
      var state = State.of(folder().resolve(name));
      return state.bytes() != blob.bytes()
          || known(name, state).filter(it -> mismatch(name, it.sha256()).isPresent()).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private interface Hash {
    Optional<String> of(String name, State state) throws IOException;
  }

  private Optional<String> fault(Manifest.Blob blob, Hash hash) throws IOException {
    var name = blob.fileName();
    var attributes =
        Files.readAttributes(
            folder().resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      return Optional.of(name + " is not a plain file");
    }
    if (attributes.size() != blob.bytes()) {
      return Optional.of(
          "%s has %d bytes, not %d".formatted(name, attributes.size(), blob.bytes()));
    }
    return hash.of(name, State.of(attributes)).flatMap(sha256 -> mismatch(name, sha256));
  }

  private static Optional<String> mismatch(String name, String sha256) {
    return name.equals("sha256-" + sha256)
        ? Optional.empty()
        : Optional.of(name + " hashes to " + sha256);
  }

  /** A reader that was interrupted says nothing about the file. */
  private Optional<String> unreadable(String name, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      throw (CancellationException)
          new CancellationException("interrupted while reading " + name).initCause(e);
    }
    verified.forget(path(name));
    return Optional.of(inWords(name, e));
  }

  private static String inWords(String name, IOException e) {
    return e instanceof NoSuchFileException
        ? name + " is missing"
        : "%s cannot be read: %s".formatted(name, e);
  }

  /** When the blob was last read, if it has not been written since. */
  Optional<Instant> lastVerified(Manifest.Blob blob) {
    try {
      var state = State.of(folder().resolve(blob.fileName()));
      return known(blob.fileName(), state).map(VerifiedFiles.Entry::at);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<VerifiedFiles.Entry> known(String name, State state) {
    return verified.find(path(name)).filter(entry -> entry.state().equals(state));
  }

  private String hashOnce(String name, State state) throws IOException {
    var known = known(name, state);
    return known.isPresent() ? known.get().sha256() : hashAnew(name, state);
  }

  /** One at a time: two readers would only make the disk seek, and often want the same file. */
  private synchronized String hashAnew(String name, State state) throws IOException {
    var known = known(name, state);
    return known.isPresent() ? known.get().sha256() : hash(name, state, AT_ONCE);
  }

  /**
   * Gives a file that was fetched its name as a blob when it hashes to it; else the file goes.
   *
   * @return what is wrong with it, in words
   */
  public Optional<String> add(Path file, String fileName) throws IOException {
    var sha256 = AT_ONCE.sha256(file);
    var fault = mismatch(fileName, sha256);
    if (fault.isPresent()) {
      Files.delete(file);
      return fault;
    }
    Files.move(file, folder().resolve(fileName), StandardCopyOption.ATOMIC_MOVE);
    verified.put(path(fileName), State.of(folder().resolve(fileName)), sha256, List.of());
    return fault;
  }

  private String hash(String name, State state, FileHash with) throws IOException {
    var sha256 = with.sha256(folder().resolve(name));
    verified.put(path(name), state, sha256, List.of());
    return sha256;
  }
}
