package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    ExecutorService questions = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var end = System.nanoTime() + limit.toNanos();
      var asked = new LinkedHashMap<ModelName, Future<Optional<Manifest>>>();
      for (var model : models) {
        asked.computeIfAbsent(
            model, _ -> questions.submit(() -> manifest(model, m -> registry.manifest(m, limit))));
      }
      return asked.entrySet().stream()
          .flatMap(one -> answer(one.getKey(), one.getValue(), end).stream())
          .flatMap(manifest -> manifest.blobs().stream())
          .distinct()
          .mapToLong(this::missing)
          .sum();
    } finally {
      // Not close(): that would wait for a registry that is silent.
      questions.shutdownNow();
    }
  }

  private static Optional<Manifest> answer(
      ModelName model, Future<Optional<Manifest>> question, long end) {
    try {
      return question.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warnf("the size of %s is not known: its registry is silent", model.shown());
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw Turns.interrupted(e);
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
