package com.wizardsofts.ollamaswarm.nfs.store;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The model store's directory. Ollama's own files lie in its {@code models} folder. */
@ApplicationScoped
public class ModelStore {
  /** What exports files, mount options and Docker's mounts can all hold without quoting. */
  private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_+@][A-Za-z0-9_+@.-]*)+");

  private static final List<String> FOLDERS =
      List.of("", "models", "models/blobs", "models/manifests");

  private final HostFiles files;
  private final Path path;

  /** The store's id and path, on another disk than the store. */
  private final Path known;

  public ModelStore(HostFiles files, NfsAgentConfig config) {
    this.files = files;
    this.path = config.store();
    this.known = config.stateFolder().resolve("store-id");
  }

  /** Its path on this server, as configured. */
  public Path path() {
    return path;
  }

  /** Where Ollama's {@code blobs} and {@code manifests} lie. */
  public Path models() {
    return path.resolve("models");
  }

  /** Opens the way to a file of the store for reading. */
  public Path locate(Path file) {
    return files.locate(file);
  }

  /** Throws {@code store.unusable} unless the store and its folders are real directories. */
  public void check() {
    requirePath();
    FOLDERS.forEach(folder -> requireDirectory(path.resolve(folder)));
    requireMarker();
  }

  /** Makes what is missing of the store and its folders; problems as {@link #check}. */
  public void prepare() {
    requirePath();
    requireDirectory(path.resolve("..").normalize());
    for (var folder : FOLDERS) {
      var place = path.resolve(folder);
      // A link or a file in the way is not ours to replace: the check names it.
      if (Files.notExists(files.locate(place), LinkOption.NOFOLLOW_LINKS)) {
        requireMarker();
        files.makeFolder(place);
      }
      requireDirectory(place);
    }
    requireMarker();
  }

  /** Remembers the id of the store here: a folder without its marker is not that store. */
  void remember(String id) {
    var line = "%s %s\n".formatted(id, path);
    if (!files.read(known).equals(Optional.of(line))) {
      files.write(known, line);
    }
  }

  /** Where the id is remembered. */
  Path known() {
    return known;
  }

  /** A disk that is not mounted must not become a new store, empty, on the disk below it. */
  void requireMarker() {
    var remembered = files.read(known).filter(line -> line.endsWith(" %s\n".formatted(path)));
    if (remembered.isPresent() && !files.exists(path.resolve(StoreMarker.NAME))) {
      throw unusable("it lacks the marker of the store that was here: " + StoreMarker.NAME)
          .problem()
          .withRemedy(
              "Mount the store's disk. Or, when another store really is to begin here, delete %s;"
                      .formatted(known)
                  + " then run the rollout again: every node has to prove its mount anew.")
          .exception();
    }
  }

  private void requirePath() {
    if (!PATH.matcher(path.toString()).matches()) {
      throw unusable("its path may hold only letters, digits and _ + @ . -");
    }
  }

  private void requireDirectory(Path place) {
    var located = files.locate(place);
    if (!Files.isDirectory(located, LinkOption.NOFOLLOW_LINKS)) {
      throw unusable(place + " is not a directory of its own (missing, a file or a link)");
    }
    try {
      if (!located.toRealPath().equals(located)) {
        throw unusable(
            "a link leads to %s; really it is %s".formatted(place, located.toRealPath()));
      }
    } catch (IOException e) {
      throw unusable(e.toString());
    }
  }

  /**
   * Throws {@code store.unusable} when a link leads the way to a file of the store, which may be
   * yet to come, somewhere else.
   */
  public void requireInside(Path file) {
    for (var place = file.getParent();
        place != null && place.startsWith(path);
        place = place.getParent()) {
      if (Files.exists(files.locate(place), LinkOption.NOFOLLOW_LINKS)) {
        requireDirectory(place);
        return;
      }
    }
  }

  /** Bytes that can still be written to the store's disk. */
  public long freeBytes() {
    return space(FileStore::getUsableSpace);
  }

  /** Size of the store's disk in bytes. */
  public long totalBytes() {
    return space(FileStore::getTotalSpace);
  }

  private long space(Space question) {
    try {
      return question.of(Files.getFileStore(files.locate(path)));
    } catch (IOException e) {
      throw unusable(e.toString());
    }
  }

  private interface Space {
    long of(FileStore disk) throws IOException;
  }

  ProblemException unusable(String cause) {
    return ProblemCode.STORE_UNUSABLE
        .problem("The model store %s cannot be used".formatted(path))
        .causedBy(cause)
        .exception();
  }
}
