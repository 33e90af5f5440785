package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** How much of a model the store lacks, by the sizes in the registry's manifest. */
@ApplicationScoped
public class MissingBytes {
  private static final Logger LOG = Logger.getLogger(MissingBytes.class);

  private final Registry registry;
  private final Blobs blobs;
  private final Partials partials;

  public MissingBytes(Registry registry, Blobs blobs, Partials partials) {
    this.registry = registry;
    this.blobs = blobs;
    this.partials = partials;
  }

  /**
   * What a pull will fetch, less what an earlier one noted. 0 when the registry tells this agent no
   * sizes, for it may still tell them to Ollama, which has a key of its own.
   *
   * @throws ProblemException {@code model.pull-failed} when what it tells is no manifest
   */
  long of(ModelName model) {
    return manifest(model, registry::manifest).stream()
        .flatMap(manifest -> manifest.blobs().stream())
        .mapToLong(this::missing)
        .sum();
  }

  /**
   * Likewise of several, which may share blobs; all registries are asked at the same time.
   *
   * @param limit longest wait for all of them; one that is silent tells nothing
   */
  long of(List<ModelName> models, Duration limit) {
    var asked = models.stream().distinct().map(model -> ask(model, limit)).toList();
    return asked.stream()
        .flatMap(question -> answer(question).stream())
        .flatMap(manifest -> manifest.blobs().stream())
        .distinct()
        .mapToLong(this::missing)
        .sum();
  }

  /** The registry's own limit ends what it waits for; a look-up of its name has none. */
  private CompletableFuture<Optional<Manifest>> ask(ModelName model, Duration limit) {
    return CompletableFuture.supplyAsync(
            () -> manifest(model, m -> registry.manifest(m, limit)), Thread::startVirtualThread)
        .completeOnTimeout(Optional.empty(), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Optional<Manifest> answer(CompletableFuture<Optional<Manifest>> question) {
    try {
      return question.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ProblemException known) {
        throw known;
      }
      throw e;
    }
  }

  private Optional<Manifest> manifest(ModelName model, Function<ModelName, Manifest> ask) {
    Manifest manifest;
    try {
      manifest = ask.apply(model);
    } catch (ProblemException e) {
      LOG.warnf("the size of %s is not known: %s", model.shown(), e.problem().text());
      return Optional.empty();
    }
    if (!manifest.faults().isEmpty()) {
      throw ProblemCode.MODEL_PULL_FAILED
          .problem("What the registry has of %s cannot be pulled".formatted(model.shown()))
          .causedBy(manifest.faults().getFirst())
          .withRemedy("See whether its registry is sound.")
          .exception();
    }
    return Optional.of(manifest);
  }

  private long missing(Manifest.Blob blob) {
    var byOllama = partials.noted("sha256:" + blob.sha256());
    var byUs = blobs.bytes(List.of(blob.fileName() + DirectPull.SUFFIX));
    return blobs.has(blob.fileName()) ? 0 : Math.max(0, blob.bytes() - Math.max(byOllama, byUs));
  }
}
