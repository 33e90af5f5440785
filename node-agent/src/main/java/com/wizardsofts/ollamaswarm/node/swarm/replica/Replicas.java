package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The service's replicas that run on this node, as containers. */
@ApplicationScoped
public class Replicas {
  public static final String SERVICE = "com.docker.swarm.service.name";
  private static final String SERVICE_ID = "com.docker.swarm.service.id";
  static final String TASK_ID = "com.docker.swarm.task.id";
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final DockerEngine engine;
  private final Await await;

  public Replicas(DockerEngine engine, Await await) {
    this.engine = engine;
    this.await = await;
  }

  /** Whether this container is on this node; false for none. */
  public boolean isHere(@Nullable String containerId) {
    return containerId != null && isRunning(containerId);
  }

  /**
   * How many lines of each running replica's log hold the token, by task: Ollama logs a line for
   * each request that it has answered, with the query string.
   */
  public Map<String, Integer> requestsSeen(String serviceName, String token) {
    var label = SERVICE + "=" + Names.check("service", Names.NAME, serviceName);
    var seen = new TreeMap<String, Integer>();
    for (JsonNode container :
        engine.get("/containers/json?filters=" + Filters.of("label", label))) {
      seen.put(
          container.path("Labels").path(TASK_ID).asText(),
          linesWith(token, container.path("Id").asText()));
    }
    return seen;
  }

  /**
   * Asks a replica to end, as {@code docker stop} does, and waits until it has: its running answers
   * get the whole grace of its service.
   */
  public void stop(String containerId) {
    var grace = grace(containerId);
    signal(containerId, "SIGTERM");
    var ended =
        await.until(grace, PAUSE, () -> Optional.of(containerId).filter(c -> !isRunning(c)));
    if (ended.isEmpty()) {
      kill(containerId);
    }
  }

  /** Ends a replica at once; what it was answering is lost. */
  public void kill(String containerId) {
    signal(containerId, "SIGKILL");
  }

  private int linesWith(String token, String containerId) {
    var count = new AtomicInteger();
    engine.ask(
        "read the log of container " + containerId,
        docker -> {
          try (var log = new TokenCount(token, count)) {
            docker.logContainerCmd(containerId).withStdOut(true).withStdErr(true).exec(log);
            return log.awaitCompletion();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    return count.get();
  }

  private Duration grace(String containerId) {
    var labels = inspect(containerId).at("/Config/Labels");
    var service = labels.path(SERVICE_ID).asText();
    if (service.isEmpty()) {
      throw ProblemCode.BAD_INPUT.exception(containerId + " is no replica of a service");
    }
    var nanos =
        engine.get("/services/" + service).at("/Spec/TaskTemplate/ContainerSpec/StopGracePeriod");
    return Duration.ofNanos(nanos.asLong(Duration.ofSeconds(10).toNanos()));
  }

  private boolean isRunning(String containerId) {
    return DockerEngine.unlessGone(() -> inspect(containerId))
        .filter(container -> container.at("/State/Running").asBoolean())
        .isPresent();
  }

  private JsonNode inspect(String containerId) {
    Names.check("container", Names.CONTAINER, containerId);
    return engine.get("/containers/%s/json".formatted(containerId));
  }

  private void signal(String containerId, String signal) {
    engine.ask(
        "send %s to container %s".formatted(signal, containerId),
        docker -> docker.killContainerCmd(containerId).withSignal(signal).exec());
  }

  /** Counts lines; the Engine sends each line of a log as a frame of its own. */
  private static final class TokenCount extends ResultCallback.Adapter<Frame> {
    private final String token;
    private final AtomicInteger count;

    TokenCount(String token, AtomicInteger count) {
      this.token = token;
      this.count = count;
    }

    @Override
    public void onNext(Frame frame) {
      if (new String(frame.getPayload(), StandardCharsets.UTF_8).contains(token)) {
        count.incrementAndGet();
      }
    }
  }
}
