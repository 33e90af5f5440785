package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An application as it meets Ollama: a fresh container that knows only the address and the model's
 * name.
 */
@ApplicationScoped
public class ClientContainer {
  private static final long LIMIT_SECONDS = 120;
  private static final String DUTY = "ollama-swarm.duty";

  /** The values come in through the environment, as an application gets them. */
  private static final String SCRIPT =
      """
      export OLLAMA_HOST="$OLLAMA_BASE_URL"
      ollama list && ollama show "$OLLAMA_MODEL"
      """;

  private final DockerEngine engine;

  public ClientContainer(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Runs Ollama's own client in a container that is removed afterwards.
   *
   * @param network {@code host} or the name of an attachable network
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code answer.missing} with what
   *     the client printed, when it did not find the model
   */
  public void ask(String image, String network, String baseUrl, String model) {
    var docker = engine.client();
    try {
      var id = create(docker, image, network, baseUrl, model);
      try {
        docker.startContainerCmd(id).exec();
        var exit =
            docker
                .waitContainerCmd(id)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(LIMIT_SECONDS, TimeUnit.SECONDS);
        var printed = printed(docker, id);
        if (exit != 0 || !printed.contains(model)) {
          throw ProblemCode.ANSWER_MISSING
              .problem(
                  "a container on network %s with OLLAMA_BASE_URL=%s did not find %s"
                      .formatted(network, baseUrl, model))
              .withEvidence(printed.lines().limit(10).toList())
              .exception();
        }
      } finally {
        docker.removeContainerCmd(id).withForce(true).exec();
      }
    } catch (DockerException | DockerClientException e) {
      throw ProblemCode.DOCKER_REFUSED
          .problem("a client container of %s on network %s".formatted(image, network))
          .causedBy(String.valueOf(e.getMessage()))
          .exception();
    }
  }

  private static String create(
      DockerClient docker, String image, String network, String baseUrl, String model) {
    return docker
        .createContainerCmd(image)
        .withEntrypoint("/bin/sh", "-c", SCRIPT)
        .withEnv(List.of("OLLAMA_BASE_URL=" + baseUrl, "OLLAMA_MODEL=" + model))
        .withLabels(Map.of(DUTY, "client"))
        .withHostConfig(HostConfig.newHostConfig().withNetworkMode(network))
        .exec()
        .getId();
  }

  private static String printed(DockerClient docker, String id) {
    var text = new StringBuilder();
    var lines =
        new ResultCallback.Adapter<Frame>() {
          @Override
          public void onNext(Frame frame) {
            text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
          }
        };
    try (lines) {
      docker
          .logContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .exec(lines)
          .awaitCompletion(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return text.toString();
  }
}
