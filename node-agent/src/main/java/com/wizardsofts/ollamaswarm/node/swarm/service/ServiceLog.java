package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
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
      Pattern.compile("^\\S*com\\.docker\\.swarm\\.task\\.id=(\\w{12})\\S* ");

  private final DockerEngine engine;
  private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

  public ServiceLog(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Lines, each with the first twelve characters of its task. The stream fails with {@code
   * log.too-many-followers} when eight readers follow already.
   *
   * @param tail how many of the lines so far, of each replica
   * @param follow whether to go on with new ones until the reader goes
   * @param gone whether the reader has gone already, so that it will not say so any more
   */
  public Multi<String> lines(String service, int tail, boolean follow, BooleanSupplier gone) {
    Names.check("service", Names.NAME, service);
    if (tail < 0 || tail > MOST_LINES) {
      throw ProblemCode.BAD_INPUT.exception(
          "tail: %d is not between 0 and %d".formatted(tail, MOST_LINES));
    }
    // A missing service or an Engine that is away is an answer, not a broken stream.
    engine.get("/services/" + service);
    var path =
        "/services/%s/logs?stdout=true&stderr=true&details=true&tail=%d&follow=%s"
            .formatted(service, tail, follow);
    return Multi.createFrom()
        .emitter(
            reader -> {
              if (gone.getAsBoolean()) {
                reader.complete();
              } else if (follow) {
                follow(path, reader);
              } else {
                start(path, reader, () -> {});
              }
            },
            MOST_WAITING);
  }

  private void follow(String path, MultiEmitter<? super String> reader) {
    if (followers.tryAcquire()) {
      start(path, reader, followers::release);
    } else {
      reader.fail(
          ProblemCode.LOG_TOO_MANY_FOLLOWERS.exception(
              "%d readers follow the logs of services already".formatted(MOST_FOLLOWERS)));
    }
  }

  private void start(String path, MultiEmitter<? super String> reader, Runnable end) {
    var left = new AtomicBoolean();
    var thread =
        Thread.ofVirtual()
            .name("service-log")
            .start(
                () -> {
                  try {
                    read(path, reader, left);
                  } finally {
                    end.run();
                  }
                });
    reader.onTermination(
        () -> {
          left.set(true);
          thread.interrupt();
        });
  }

  private void read(String path, MultiEmitter<? super String> reader, AtomicBoolean left) {
    try (var answer = engine.open(path)) {
      LogStream.read(answer, line -> reader.emit(DETAILS.matcher(line).replaceFirst("$1  ")));
      reader.complete();
    } catch (IOException | RuntimeException e) {
      if (left.get()) {
        LOG.debugf(e, "the reader of %s left", path);
      } else {
        reader.fail(e);
      }
    }
  }
}
