package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.step.TimeLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Function;
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

  /** Every status and every diagnosis begins with these, so that they are not waited for long. */
  private static final Pattern QUICK = Pattern.compile(".*/(info|version)");

  private static final Duration QUICK_LIMIT = Duration.ofSeconds(5);

  /** What an Engine knows without asking anybody. */
  private static final String VERSION = "/version";

  private static final Duration VERSION_LIMIT = Duration.ofSeconds(1);

  private final DockerHttpClient engine;
  private final Function<String, Duration> silence;
  private final Duration versionLimit;

  /**
   * @param limit longest silence of the Engine, before its answer and in the middle of it
   */
  TimedRequests(DockerHttpClient engine, Duration limit) {
    this(engine, path -> silence(path, limit), VERSION_LIMIT);
  }

  /**
   * With other limits.
   *
   * @param silence the longest by a request's path: asked for its answer, and again for the
   *     answer's parts
   * @param versionLimit for the question whether an Engine that was silent is alive
   */
  TimedRequests(
      DockerHttpClient engine, Function<String, Duration> silence, Duration versionLimit) {
    this.engine = engine;
    this.silence = silence;
    this.versionLimit = versionLimit;
  }

  /** Whether the limit was what ended the request. */
  static boolean ended(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof SocketTimeoutException || ended(failure.getCause()));
  }

  @Override
  public Response execute(Request request) {
    var limit = silence.apply(request.path());
    try {
      var response = TimeLimit.within(limit, () -> engine.execute(request));
      return ENDLESS.matcher(request.path()).matches()
          ? response
          : new TimedResponse(response, silence.apply(request.path()));
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException(isBusy(request) ? busy(request, limit, e) : e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A manager asks its Swarm's leader for its info, which may be away: such an Engine is well. */
  private boolean isBusy(Request request) {
    if (!request.path().endsWith("/info")) {
      return false;
    }
    var version = Request.builder().method(Request.Method.GET).path(VERSION).build();
    try (var answer = TimeLimit.within(versionLimit, () -> engine.execute(version))) {
      return answer.getStatusCode() == 200;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static IOException busy(Request request, Duration limit, Exception late) {
    var busy =
        new IOException(
            "no answer to %s within %s, but to %s: a manager may wait for its Swarm's leader"
                .formatted(request.path(), InWords.of(limit), VERSION));
    busy.addSuppressed(late);
    return busy;
  }

  static Duration silence(String path, Duration limit) {
    if (QUICK.matcher(path).matches()) {
      return limit.compareTo(QUICK_LIMIT) < 0 ? limit : QUICK_LIMIT;
    }
    return SLOW.matcher(path).matches() ? limit.multipliedBy(SLOWER) : limit;
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
