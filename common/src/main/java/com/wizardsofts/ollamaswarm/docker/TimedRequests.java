package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request to which the Engine says nothing for too long. docker-java's own limit is none: on
 * a Unix socket nothing but an interrupt ends a read.
 */
final class TimedRequests implements DockerHttpClient {
  /** Their answer comes when a container has ended in its own time, or from a registry. */
  private static final Pattern SLOW =
      Pattern.compile(".*(/containers/[^/]+/(stop|restart)|/images/create)(\\?.*)?");

  private static final Pattern ENDLESS = Pattern.compile(".*/logs\\?(.*&)?follow=(true|1)(&.*)?");
  private static final int SLOWER = 10;

  private final DockerHttpClient engine;
  private final Duration limit;
  private final ScheduledThreadPoolExecutor alarms;

  /**
   * @param limit longest silence of the Engine, before its answer and in the middle of it
   */
  TimedRequests(DockerHttpClient engine, Duration limit) {
    this.engine = engine;
    this.limit = limit;
    this.alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("docker-time-limit").factory());
    alarms.setRemoveOnCancelPolicy(true);
  }

  /** Whether the limit was what ended the request. */
  static boolean ended(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof SocketTimeoutException || ended(failure.getCause()));
  }

  @Override
  public Response execute(Request request) {
    var silence = SLOW.matcher(request.path()).matches() ? limit.multipliedBy(SLOWER) : limit;
    try {
      var response = within(silence, () -> engine.execute(request));
      return ENDLESS.matcher(request.path()).matches()
          ? response
          : new TimedResponse(response, body -> within(silence, body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T within(Duration silence, TimedResponse.Part<T> part) throws IOException {
    var waiting = new Waiting(Thread.currentThread());
    var alarm = alarms.schedule(waiting::interrupt, silence.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return part.read();
    } catch (IOException | RuntimeException e) {
      if (waiting.end()) {
        var silent =
            new SocketTimeoutException("it said nothing for %d s".formatted(silence.toSeconds()));
        silent.initCause(e);
        throw silent;
      }
      throw e;
    } finally {
      alarm.cancel(false);
      waiting.end();
    }
  }

  @Override
  public void close() throws IOException {
    alarms.shutdownNow();
    engine.close();
  }

  /** A thread that is interrupted once at most, and not after it has gone on. */
  private static final class Waiting {
    private final Thread thread;
    private boolean interrupted;
    private boolean ended;

    Waiting(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!ended) {
        interrupted = true;
        thread.interrupt();
      }
    }

    /** Whether it was interrupted; whoever interrupts it from now on is somebody else. */
    synchronized boolean end() {
      if (!ended && interrupted) {
        Thread.interrupted();
      }
      ended = true;
      return interrupted;
    }
  }
}
