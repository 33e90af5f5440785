package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The images on this node. */
@ApplicationScoped
public class Images {
  private final DockerEngine engine;

  public Images(DockerEngine engine) {
    this.engine = engine;
  }

  /** What this node has under the reference; asks no registry. */
  public ImageState inspect(String reference) {
    Names.check("image", Names.IMAGE, reference);
    return DockerEngine.unlessGone(() -> engine.get("/images/%s/json".formatted(reference)))
        .map(image -> state(reference, image))
        .orElseGet(() -> new ImageState(reference, null, List.of()));
  }

  private static ImageState state(String reference, JsonNode image) {
    var digests = new ArrayList<String>();
    for (JsonNode digest : image.path("RepoDigests")) {
      digests.add(digest.asText());
    }
    return new ImageState(reference, image.path("Id").asText(), digests);
  }

  /**
   * Has the registry's image pulled, whether this node has one under the reference or not.
   *
   * @throws ProblemException {@code image.missing} with the registry's words as cause
   */
  public ImageState pull(String reference) {
    Names.check("image", Names.IMAGE, reference);
    try (var answer = new PullAnswer()) {
      engine.client().pullImageCmd(tagged(reference)).exec(answer).awaitCompletion();
      answer.error.ifPresent(
          error -> {
            throw missing(reference, error).exception();
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(missing(reference, e.toString()), e);
    } catch (DockerException | IOException | UncheckedIOException e) {
      throw new ProblemException(missing(reference, String.valueOf(e.getMessage())), e);
    }
    return inspect(reference);
  }

  /** Without a tag the Engine would pull every tag of the repository. */
  private static String tagged(String reference) {
    var name = reference.substring(reference.lastIndexOf('/') + 1);
    return name.indexOf(':') >= 0 ? reference : reference + ":latest";
  }

  private static Problem missing(String reference, String cause) {
    return ProblemCode.IMAGE_MISSING
        .problem("%s cannot be pulled on this node".formatted(reference))
        .causedBy(cause);
  }

  /**
   * Keeps the error line of a pull, which has none of the fields that docker-java's own expects.
   */
  private static final class PullAnswer extends ResultCallback.Adapter<PullResponseItem> {
    private volatile Optional<String> error = Optional.empty();

    @Override
    public void onNext(PullResponseItem line) {
      var detail = line.getErrorDetail();
      if (detail != null) {
        error = Optional.of(String.valueOf(detail.getMessage()));
      }
    }
  }
}
