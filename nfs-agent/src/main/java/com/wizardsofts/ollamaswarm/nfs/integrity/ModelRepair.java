package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.machine.FileHash;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.pull.ModelPuller;
import com.wizardsofts.ollamaswarm.nfs.pull.PullServer;
import com.wizardsofts.ollamaswarm.nfs.pull.Turns;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.operation.RunningOperation;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/** Fetches what is damaged of a model, and nothing else of it. */
@ApplicationScoped
public class ModelRepair {
  private static final Logger LOG = Logger.getLogger(ModelRepair.class);
  private static final String BLOBS = "blobs/";

  private final StoreVerifier verifier;
  private final Models models;
  private final Blobs blobs;
  private final Registry registry;
  private final Quarantine quarantine;
  private final Consumer<Runnable> asPull;
  private final Pull pull;

  /** Models share blobs. */
  private final Turns turns = new Turns(1);

  @Inject
  public ModelRepair(
      StoreVerifier verifier,
      Models models,
      Blobs blobs,
      Registry registry,
      Quarantine quarantine,
      PullServer server,
      ModelPuller puller) {
    this(verifier, models, blobs, registry, quarantine, server::beside, puller::pull);
  }

  /** Fetches what the store lacks of a model, which has to consist of these blobs. */
  interface Pull {
    void run(ModelName model, List<String> sha256s, RunningOperation operation);
  }

  /** With another way to be counted as a pull, and to fetch. */
  ModelRepair(
      StoreVerifier verifier,
      Models models,
      Blobs blobs,
      Registry registry,
      Quarantine quarantine,
      Consumer<Runnable> asPull,
      Pull pull) {
    this.verifier = verifier;
    this.models = models;
    this.blobs = blobs;
    this.registry = registry;
    this.quarantine = quarantine;
    this.asPull = asPull;
    this.pull = pull;
  }

  /** A repair that was killed leaves its blobs in quarantine. */
  void start(@Observes StartupEvent event) {
    try {
      quarantine.empty();
    } catch (ProblemException e) {
      LOG.errorf("the quarantine could not be emptied: %s", e.problem().text());
    }
  }

  /**
   * Verifies the model, takes its damaged blobs away and has Ollama pull what is then missing; they
   * come back when that fails. One at a time; a repair that waits for its turn can be cancelled. It
   * counts as a pull from its beginning: what is deleted meanwhile would be fetched whole.
   *
   * @throws ProblemException {@code model.tag-moved} when the registry has another model under the
   *     name by now; {@code not-found} when it was deleted before; what a pull can throw
   */
  void repair(ModelName model, LongConsumer read, RunningOperation operation) {
    asPull.accept(() -> turns.take(() -> repairNow(model, read, operation)));
  }

  private void repairNow(ModelName model, LongConsumer read, RunningOperation operation) {
    if (!models.isKnown(model)) {
      throw models.notFound(model);
    }
    operation.at("verifying");
    var damages = verifier.model(model, read);
    if (damages.isEmpty()) {
      return;
    }
    operation.at("asking the registry");
    var there = registry.manifest(model);
    requireSame(model, there);
    var manifestIsBad = damages.stream().anyMatch(it -> it.file().equals(Models.path(model)));
    var bad = manifestIsBad ? badOf(there, read) : damagedBlobs(damages);
    try {
      quarantine.take(bad);
      // The tag may move while this waits for its turn, and Ollama asks for it anew.
      pull.run(model, there.sha256s(), operation);
    } finally {
      quarantine.empty();
    }
    LOG.infof("%s is repaired: %s", model.shown(), damages);
  }

  /** Nobody knows which blobs a broken manifest named, so that they were not read yet. */
  private List<String> badOf(Manifest there, LongConsumer read) {
    return there.blobs().stream()
        .map(Manifest.Blob::fileName)
        .filter(name -> blobs.verify(name, FileHash.watched(read)).isPresent())
        .toList();
  }

  private static List<String> damagedBlobs(List<Damage> damages) {
    return damages.stream()
        .map(Damage::file)
        .filter(file -> file.startsWith(BLOBS))
        .map(file -> file.substring(BLOBS.length()))
        .toList();
  }

  /** As it was when it was pulled: a manifest that is itself damaged says nothing to compare. */
  private void requireSame(ModelName model, Manifest there) {
    var here = models.knownBlobs(model);
    if (!here.isEmpty()) {
      PulledManifests.requireSame(model, here, there);
    }
  }
}
