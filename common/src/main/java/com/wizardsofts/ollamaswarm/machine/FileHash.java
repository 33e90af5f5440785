package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntConsumer;

/**
 * SHA-256 of a file of any size in constant memory, by sha256sum(1): Java's own needs twice the
 * time in a native executable. The file is read here, so that the reader can be slowed and watched.
 */
public final class FileHash {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int HEX_DIGITS = 64;

  private FileHash() {}

  /**
   * @param read told of the bytes as they are read; may wait, or throw to end it
   * @return in hexadecimal digits
   * @throws IOException when the file cannot be read
   * @throws ProblemException {@code program.failed}; nothing is known of the file then
   */
  public static String sha256(Path file, IntConsumer read) throws IOException {
    return by("sha256sum", file, read);
  }

  static String by(String program, Path file, IntConsumer read) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var process = start(program);
      try {
        feed(process, program, channel, read);
        return answer(process, program);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Process start(String program) {
    try {
      return new ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw failed(program, e);
    }
  }

  private static void feed(Process process, String program, FileChannel file, IntConsumer read)
      throws IOException {
    // On the heap: a stream takes only arrays.
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    var input = process.getOutputStream();
    while (file.read(buffer) >= 0) {
      read.accept(buffer.position());
      write(input, program, buffer);
      buffer.clear();
    }
  }

  private static void write(OutputStream input, String program, ByteBuffer buffer) {
    try {
      input.write(buffer.array(), 0, buffer.position());
    } catch (IOException e) {
      throw failed(program, e);
    }
  }

  private static String answer(Process process, String program) {
    try {
      process.getOutputStream().close();
      var line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      var exitCode = process.waitFor();
      if (exitCode != 0 || line.length() < HEX_DIGITS) {
        throw failed(program, new IOException("it ended with " + exitCode));
      }
      return line.substring(0, HEX_DIGITS);
    } catch (IOException e) {
      throw failed(program, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(program, e);
    }
  }

  private static ProblemException failed(String program, Exception e) {
    return new ProblemException(
        ProblemCode.PROGRAM_FAILED
            .problem("%s could not hash a file".formatted(program))
            .causedBy(e.toString()),
        e);
  }
}
