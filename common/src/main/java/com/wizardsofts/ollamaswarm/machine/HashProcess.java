package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One run of sha256sum(1), which hashes its standard input. Closed early, it is killed. */
final class HashProcess implements AutoCloseable {
  private static final int HEX_DIGITS = 64;
  private static final String POSITION = "pos:";

  private final String program;
  private final Process process;

  private HashProcess(String program, Redirect input) {
    this.program = program;
    try {
      this.process =
          new ProcessBuilder(program).redirectInput(input).redirectError(Redirect.DISCARD).start();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** One that reads the file by itself. */
  static HashProcess of(String program, Path file) {
    return new HashProcess(program, Redirect.from(file.toFile()));
  }

  /** One that gets its bytes by {@link #write}. */
  static HashProcess fed(String program) {
    return new HashProcess(program, Redirect.PIPE);
  }

  void write(byte[] bytes, int length) {
    try {
      process.getOutputStream().write(bytes, 0, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  boolean endsWithin(Duration limit) throws ClosedByInterruptException {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** How many bytes of its file it has read, by proc_pid_fdinfo(5); 0 when it has just ended. */
  long position() {
    var told = Path.of("/proc", Long.toString(process.pid()), "fdinfo", "0");
    try {
      return Files.readAllLines(told).stream()
          .filter(line -> line.startsWith(POSITION))
          .mapToLong(line -> Long.parseLong(line.substring(POSITION.length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether it ended with what it says of a file, and was not killed. */
  boolean couldNotRead() {
    return process.exitValue() == 1;
  }

  /** Ends its input and waits for the hash. */
  String answer() throws ClosedByInterruptException {
    try {
      process.getOutputStream().close();
      var line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      var exitCode = process.waitFor();
      if (exitCode != 0 || line.length() < HEX_DIGITS) {
        throw failed(new IOException("it ended with " + exitCode));
      }
      return line.substring(0, HEX_DIGITS);
    } catch (IOException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static ClosedByInterruptException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    var interrupted = new ClosedByInterruptException();
    interrupted.initCause(e);
    return interrupted;
  }

  private ProblemException failed(IOException e) {
    return new ProblemException(
        ProblemCode.PROGRAM_FAILED
            .problem("%s could not hash a file".formatted(program))
            .causedBy(e.toString()),
        e);
  }
}
