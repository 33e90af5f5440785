package com.wizardsofts.ollamaswarm.nfs.pull;

import com.github.dockerjava.api.command.PullImageResultCallback;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The image of the pull container. */
@ApplicationScoped
public class PullImage {
  private final DockerEngine docker;
  private final String image;
  private final Duration limit;

  public PullImage(DockerEngine docker, NfsAgentConfig config) {
    this.docker = docker;
    this.image = config.pull().image();
    this.limit = config.pull().timeLimit();
  }

  /** Has it pulled when it is missing; {@code image.missing} when that fails. */
  void ensure() {
    if (present()) {
      return;
    }
    try {
      docker.ask(
          "pull the image " + image,
          client -> pulled(client.pullImageCmd(image).exec(new PullImageResultCallback())));
    } catch (ProblemException e) {
      throw missing(String.valueOf(e.problem().cause()));
    }
    if (!present()) {
      throw missing("the pull ended, but the image is still not there");
    }
  }

  private boolean present() {
    return DockerEngine.unlessGone(() -> docker.get("/images/%s/json".formatted(image)))
        .isPresent();
  }

  private boolean pulled(PullImageResultCallback progress) {
    try {
      if (!progress.awaitCompletion(limit.toSeconds(), TimeUnit.SECONDS)) {
        throw missing("the pull did not end within " + InWords.of(limit));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing("the pull was interrupted");
    }
  }

  private ProblemException missing(String cause) {
    return ProblemCode.IMAGE_MISSING
        .problem("The pull container's image %s is not on this server".formatted(image))
        .causedBy(cause)
        .withRemedy(
            "On this server: docker pull %s (or docker load it), or set nfs-agent.pull.image."
                .formatted(image))
        .exception();
  }
}
