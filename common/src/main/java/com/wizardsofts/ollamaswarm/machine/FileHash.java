package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * SHA-256 of files of any size in constant memory, by sha256sum(1): Java's own needs twice the time
 * in a native executable. A small file is hashed here: starting a program takes longer than that.
 */
public final class FileHash {
  static final int SMALL_BYTES = 1 << 18;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final String program;
  private final LongConsumer read;
  private final boolean isPaced;

  FileHash(String program, LongConsumer read, boolean isPaced) {
    this.program = program;
    this.read = read;
    this.isPaced = isPaced;
  }

  /**
   * Files are read as quickly as the disk gives them, by the program itself.
   *
   * @param read told of the bytes a few times a second; may throw to end it
   */
  public static FileHash watched(LongConsumer read) {
    return new FileHash("sha256sum", read, false);
  }

  /**
   * Files are read here and fed to the program, which costs about a copy of each byte.
   *
   * @param read told of the bytes before they are hashed; may wait, or throw to end it
   */
  public static FileHash paced(LongConsumer read) {
    return new FileHash("sha256sum", read, true);
  }

  /**
   * Hashes one file; several may be hashed at a time.
   *
   * @return in hexadecimal digits
   * @throws ClosedByInterruptException when the thread was interrupted
   * @throws IOException when the file cannot be read
   * @throws ProblemException {@code program.failed}; nothing is known of the file then
   */
  public String sha256(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() <= SMALL_BYTES) {
        return hashHere(file);
      }
      return isPaced ? feed(channel) : watch(file, channel);
    }
  }

  private String hashHere(Path file) throws IOException {
    var content = Files.readAllBytes(file);
    read.accept(content.length);
    return Sha256.hex(content);
  }

  String watch(Path file, FileChannel channel) throws IOException {
    var size = channel.size();
    try (var process = HashProcess.of(program, file)) {
      var told = 0L;
      while (!process.endsWithin(LOOK)) {
        var seen = Math.clamp(process.position(), told, size);
        read.accept(seen - told);
        told = seen;
      }
      if (process.couldNotRead()) {
        readOn(channel.position(told));
      }
      var hash = process.answer();
      read.accept(size - told);
      return hash;
    }
  }

  /** Fails as the program did, when it is the file that cannot be read. */
  private static void readOn(FileChannel file) throws IOException {
    var buffer = ByteBuffer.allocate(SMALL_BYTES);
    while (file.read(buffer) >= 0) {
      buffer.clear();
    }
  }

  private String feed(FileChannel file) throws IOException {
    try (var process = HashProcess.fed(program)) {
      // On the heap: a stream takes only arrays.
      var buffer = ByteBuffer.allocate(SMALL_BYTES);
      while (file.read(buffer) >= 0) {
        read.accept(buffer.position());
        process.write(buffer.array(), buffer.position());
        buffer.clear();
      }
      return process.answer();
    }
  }
}
