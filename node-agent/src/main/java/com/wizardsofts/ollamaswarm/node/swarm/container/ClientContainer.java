package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An application as it meets Ollama: a fresh container that knows only the address and the model's
 * name.
 */
@ApplicationScoped
public class ClientContainer {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int LOG_SECONDS = 10;
  private static final int LAST_WORDS = 10;
  private static final String DUTY = "ollama-swarm.duty";
  private static final String CLIENT = "client";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The values come in through the environment, as an application gets them. */
  private static final String SCRIPT =
      """
      export OLLAMA_HOST="$OLLAMA_BASE_URL"
      ollama list && ollama show "$OLLAMA_MODEL"
      """;

  private final DockerEngine docker;
  private final Await await;

  public ClientContainer(DockerEngine docker, Await await) {
    this.docker = docker;
    this.await = await;
  }

  /**
   * Runs Ollama's own client in a container that is removed afterwards. One that a killed agent
   * left is removed before: rollouts run one at a time, so nobody else has such a container.
   *
   * @param network {@code host} or the name of an attachable network
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code answer.missing} with what
   *     the client printed, when it did not find the model or did not end
   */
  public void ask(String image, String network, String baseUrl, String model) {
    removeAll();
    var id = docker.post("/containers/create", body(image, network, baseUrl, model)).path("Id");
    try {
      docker.post("/containers/%s/start".formatted(id.asText()));
      var exit = await.until(LIMIT, PAUSE, () -> exitCode(id.asText()));
      var printed = printed(id.asText());
      if (exit.isEmpty() || exit.get() != 0 || !printed.contains(model)) {
        throw ProblemCode.ANSWER_MISSING
            .problem(
                "a container on network %s with OLLAMA_BASE_URL=%s did not find %s"
                    .formatted(network, baseUrl, model))
            .causedBy(
                exit.map(code -> "it ended with exit code " + code)
                    .orElse("it did not end within %d s".formatted(LIMIT.toSeconds())))
            .withEvidence(printed.lines().limit(LAST_WORDS).toList())
            .exception();
      }
    } finally {
      removeAll();
    }
  }

  private void removeAll() {
    docker
        .get("/containers/json?all=true&filters=" + Filters.of("label", DUTY + "=" + CLIENT))
        .forEach(
            left -> docker.delete("/containers/%s?force=true".formatted(left.path("Id").asText())));
  }

  private static JsonNode body(String image, String network, String baseUrl, String model) {
    var body = JSON.objectNode().put("Image", image);
    body.putArray("Entrypoint").add("/bin/sh").add("-c").add(SCRIPT);
    body.putArray("Env").add("OLLAMA_BASE_URL=" + baseUrl).add("OLLAMA_MODEL=" + model);
    body.putObject("Labels").put(DUTY, CLIENT);
    body.putObject("HostConfig").put("NetworkMode", network);
    return body;
  }

  private Optional<Integer> exitCode(String id) {
    var state = docker.get("/containers/%s/json".formatted(id)).path("State");
    return state.path("Status").asText().matches("exited|dead")
        ? Optional.of(state.path("ExitCode").asInt())
        : Optional.empty();
  }

  private String printed(String id) {
    var text = new StringBuffer();
    var lines =
        new ResultCallback.Adapter<Frame>() {
          @Override
          public void onNext(Frame frame) {
            text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
          }
        };
    docker.ask(
        "read the log of a client container",
        client -> {
          client.logContainerCmd(id).withStdOut(true).withStdErr(true).exec(lines);
          return awaitEnd(lines);
        });
    return text.toString();
  }

  private static boolean awaitEnd(ResultCallback.Adapter<Frame> lines) {
    try (lines) {
      return lines.awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
