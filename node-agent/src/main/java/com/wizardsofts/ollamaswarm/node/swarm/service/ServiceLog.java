package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** The logs of all replicas as one stream. */
@ApplicationScoped
public class ServiceLog {
  private static final Logger LOG = Logger.getLogger(ServiceLog.class);

  /** Lines kept for a reader that is slow; one that is slower still is cut off. */
  private static final int MOST_WAITING = 20_000;

  /** Each holds one of the connections to the Engine, which everything else needs too. */
  private static final int MOST_FOLLOWERS = 8;

  private static final int MOST_LINES = 10_000;
  private static final Pattern DETAILS =
      Pattern.compile("\\S*com\\.docker\\.swarm\\.task\\.id=(\\w{12})\\S* ");

  private final DockerEngine engine;
  private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

  public ServiceLog(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Lines, each with the first twelve characters of its task.
   *
   * @param tail how many of the lines so far, of each replica
   * @param follow whether to go on with new ones until the reader goes
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code log.too-many-followers}
   *     when eight readers follow already
   */
  public Multi<String> lines(String service, int tail, boolean follow) {
    Names.check("service", Names.NAME, service);
    if (tail < 0 || tail > MOST_LINES) {
      throw ProblemCode.BAD_INPUT.exception(
          "tail: %d is not between 0 and %d".formatted(tail, MOST_LINES));
    }
    // A missing service or an Engine that is away is an answer, not a broken stream.
    engine.get("/services/" + service);
    if (follow && !followers.tryAcquire()) {
      throw ProblemCode.LOG_TOO_MANY_FOLLOWERS.exception(
          "%d readers follow the logs of services already".formatted(MOST_FOLLOWERS));
    }
    return Multi.createFrom().emitter(reader -> read(service, tail, follow, reader), MOST_WAITING);
  }

  private void read(String service, int tail, boolean follow, MultiEmitter<? super String> reader) {
    var log = new Lines(reader);
    reader.onTermination(
        () -> {
          close(log);
          if (follow) {
            followers.release();
          }
        });
    engine.ask(
        "read the logs of " + service,
        docker ->
            docker
                .logServiceCmd(service)
                .withStdout(true)
                .withStderr(true)
                .withDetails(true)
                .withTail(tail)
                .withFollow(follow)
                .exec(log));
  }

  private static void close(Lines log) {
    try {
      log.close();
    } catch (IOException e) {
      LOG.debugf(e, "closing the logs");
    }
  }

  /** Passes on what the Engine sends; it sends each line as a frame of its own. */
  private static final class Lines extends ResultCallback.Adapter<Frame> {
    private final MultiEmitter<? super String> reader;

    Lines(MultiEmitter<? super String> reader) {
      this.reader = reader;
    }

    /** A reader that went before the logs came cannot have closed them. */
    @Override
    public void onStart(Closeable stream) {
      super.onStart(stream);
      if (reader.isCancelled()) {
        ServiceLog.close(this);
      }
    }

    @Override
    public void onNext(Frame frame) {
      var line = new String(frame.getPayload(), StandardCharsets.UTF_8);
      reader.emit(DETAILS.matcher(line).replaceFirst("$1  "));
    }

    @Override
    public void onError(Throwable error) {
      super.onError(error);
      reader.fail(error);
    }

    @Override
    public void onComplete() {
      super.onComplete();
      reader.complete();
    }
  }
}
