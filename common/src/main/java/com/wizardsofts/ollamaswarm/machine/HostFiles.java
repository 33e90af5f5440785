package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes small text files of the host; a write is seen whole or not at all, also after a
 * power cut.
 */
@ApplicationScoped
public class HostFiles {
  /** What the agent keeps for itself there is no change of the server. */
  private static final Path OWN_STATE = Path.of("/var/lib/ollama-swarm");

  private static final String OWN_NAME = ".ollama-swarm";

  private final Path root;
  private final FolderSync disk;
  private final AtomicLong changes = new AtomicLong();

  /** The real file system. */
  @Inject
  public HostFiles() {
    this(Path.of("/"));
  }

  /** A file system below {@code root}, for tests. */
  public HostFiles(Path root) {
    this(root, HostFiles::sync);
  }

  /** With another way to have the disk keep the names in a folder. */
  HostFiles(Path root, FolderSync disk) {
    this.root = root;
    this.disk = disk;
  }

  /**
   * A file that has the same as before is the same as before.
   *
   * @param inode another one where the file was replaced: its time alone tells no changes within
   *     the kernel's tick, which is up to 10 ms
   */
  public record Stamp(FileTime changed, long bytes, @Nullable Object inode) {}

  /** Returns when the disk has the names in the folder: a power cut takes them else. */
  interface FolderSync {
    void sync(Path folder) throws IOException;
  }

  /** Where the absolute path of the host really lies. */
  public Path locate(Path path) {
    return root.resolve(Path.of("/").relativize(path));
  }

  /** Files written and deleted since the agent's start, its own state left out. */
  public long changes() {
    return changes.get();
  }

  private void changed(Path path) {
    if (!path.startsWith(OWN_STATE) && !path.getFileName().toString().startsWith(OWN_NAME)) {
      changes.incrementAndGet();
    }
  }

  public boolean exists(Path path) {
    return Files.exists(locate(path));
  }

  /** The file's text, or nothing when there is no such file. */
  public Optional<String> read(Path path) {
    try {
      return Optional.of(Files.readString(locate(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /** Like {@link #read}, but bytes that are no UTF-8 become U+FFFD. */
  public Optional<String> readDamaged(Path path) {
    try {
      return Optional.of(new String(Files.readAllBytes(locate(path)), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /** Tells whether the file was changed since; nothing when there is no such file. */
  public Optional<Stamp> stamp(Path path) {
    try {
      var now = Files.readAttributes(locate(path), BasicFileAttributes.class);
      return Optional.of(new Stamp(now.lastModifiedTime(), now.size(), now.fileKey()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("look at", path, e);
    }
  }

  /** The files in a folder; none when there is no such folder. */
  public List<Path> list(Path folder) {
    if (!exists(folder)) {
      return List.of();
    }
    try (var found = Files.list(locate(folder))) {
      return found.map(file -> folder.resolve(file.getFileName())).toList();
    } catch (IOException e) {
      throw failed("list", folder, e);
    }
  }

  /**
   * The file to which a symbolic link at this path leads, for a {@link #write} that is to leave the
   * link; the path itself when nothing is there.
   */
  public Path behindLinks(Path path) {
    try {
      return Path.of("/").resolve(root.toRealPath().relativize(locate(path).toRealPath()));
    } catch (NoSuchFileException e) {
      return path;
    } catch (IOException e) {
      throw failed("follow", path, e);
    }
  }

  /**
   * Replaces the file in one step: written beside it, synced, renamed. Owner and mode of an
   * existing file stay; a new one gets {@code rw-r--r--}. Missing folders are made.
   */
  public void write(Path path, String text) {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Like {@link #write(Path, String)}, with bytes that need be no text. */
  public void write(Path path, byte[] content) {
    var file = locate(path);
    try {
      var folder = folderOf(file);
      var beside = Files.createTempFile(folder, "." + file.getFileName(), ".new");
      try {
        keepOwnerAndMode(file, beside);
        try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
          writeAll(channel, ByteBuffer.wrap(content));
          channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        changed(path);
        disk.sync(folder);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw failed("write", path, e);
    }
  }

  /**
   * Adds to the end of a file (made when missing, {@code rw-------}) and waits until the disk has
   * it.
   */
  public void append(Path path, String text) {
    var file = locate(path);
    try {
      var folder = folderOf(file);
      if (Files.notExists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        disk.sync(folder);
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
        appendWhole(channel, text);
      }
      changed(path);
    } catch (IOException e) {
      throw failed("append to", path, e);
    }
  }

  /** Sets a setting of the kernel: files below {@code /sys} can only be written where they are. */
  public void set(Path setting, String value) {
    try {
      Files.writeString(locate(setting), value, StandardOpenOption.WRITE);
      changed(setting);
    } catch (IOException e) {
      throw failed("set", setting, e);
    }
  }

  /** Deletes the file when it is there; it does not come back after a power cut. */
  public void delete(Path path) {
    var file = locate(path);
    try {
      if (Files.deleteIfExists(file)) {
        changed(path);
        disk.sync(Objects.requireNonNull(file.getParent()));
      }
    } catch (IOException e) {
      throw failed("delete", path, e);
    }
  }

  /** Makes the folder when it is missing, {@code rwxr-xr-x} whatever the umask; one level only. */
  public void makeFolder(Path folder) {
    var made = locate(folder);
    try {
      Files.createDirectory(made);
      changed(folder);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
      disk.sync(Objects.requireNonNull(made.getParent()));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw failed("make the folder", folder, e);
    }
  }

  private static void keepOwnerAndMode(Path old, Path beside) throws IOException {
    if (Files.exists(old)) {
      var attributes = Files.readAttributes(old, PosixFileAttributes.class);
      Files.setPosixFilePermissions(beside, attributes.permissions());
      Files.setOwner(beside, attributes.owner());
      Files.getFileAttributeView(beside, PosixFileAttributeView.class).setGroup(attributes.group());
    } else {
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** A disk that fills up in the middle leaves no half of the text. */
  static void appendWhole(FileChannel channel, String text) throws IOException {
    var end = channel.size();
    try {
      writeAll(channel, StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    } catch (IOException e) {
      channel.truncate(end);
      throw e;
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Its folder, made when missing, with the name of each new one on the disk. */
  private Path folderOf(Path file) throws IOException {
    var folder = Objects.requireNonNull(file.getParent());
    if (Files.notExists(folder)) {
      var above = folderOf(folder);
      Files.createDirectories(folder);
      disk.sync(above);
    }
    return folder;
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static ProblemException failed(String verb, Path path, IOException e) {
    return ProblemCode.PROGRAM_FAILED
        .problem("Cannot %s %s".formatted(verb, path))
        .causedBy(e.toString())
        .withRemedy("Check the path's permissions and the disk's free space.")
        .exception();
  }
}
