package com.wizardsofts.ollamaswarm.node.cli.lead;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The lines of an answer that may go on for hours. The HTTP client limits only the time until an
 * answer begins, so they are read on another thread: this one can leave it.
 */
final class Lines implements AutoCloseable {
  private static final Optional<String> NONE = Optional.empty();

  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("lines").factory());
  private final Stream<String> lines;
  private final Iterator<String> each;
  private final Duration silence;

  /** At most {@code silence} between two of these lines. */
  Lines(Stream<String> lines, Duration silence) {
    this.lines = lines;
    this.each = lines.iterator();
    this.silence = silence;
  }

  /** The next line; nothing when the answer has ended. */
  Optional<String> next() throws IOException {
    var line = reader.submit(() -> each.hasNext() ? Optional.of(each.next()) : NONE);
    try {
      return line.get(silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("nothing was heard for " + silence.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UncheckedIOException broken
          ? broken.getCause()
          : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Interrupts the reader first: it holds what closing the lines needs. */
  @Override
  public void close() {
    reader.shutdownNow();
    lines.close();
  }
}
