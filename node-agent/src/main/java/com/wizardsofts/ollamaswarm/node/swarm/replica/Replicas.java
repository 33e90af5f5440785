package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Script;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The service's replicas that run on this node, as containers. */
@ApplicationScoped
public class Replicas {
  public static final String SERVICE = "com.docker.swarm.service.name";
  static final String TASK_ID = "com.docker.swarm.task.id";

  private final DockerEngine engine;

  public Replicas(DockerEngine engine) {
    this.engine = engine;
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
   * Tells a replica to end, and waits for nothing.
   *
   * @param atOnce what it was answering is lost then; else it finishes that first
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     bad-input} for a container that is no replica of Ollama
   */
  public void end(String containerId, boolean atOnce) {
    Names.check("container", Names.CONTAINER, containerId);
    if (!isOurs(engine.get("/containers/%s/json".formatted(containerId)))) {
      throw ProblemCode.BAD_INPUT.exception(containerId + " is no replica of Ollama");
    }
    var signal = atOnce ? "SIGKILL" : "SIGTERM";
    engine.ask(
        "send %s to container %s".formatted(signal, containerId),
        docker -> docker.killContainerCmd(containerId).withSignal(signal).exec());
  }

  /**
   * Whether a container is a replica of ours: a node does not know the service's name, yet its
   * script.
   *
   * @param container the answer to {@code GET /containers/{id}/json}
   */
  public static boolean isOurs(JsonNode container) {
    for (JsonNode word : container.at("/Config/Healthcheck/Test")) {
      if (word.asText().equals(Script.HEALTH.target())) {
        return true;
      }
    }
    return false;
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
