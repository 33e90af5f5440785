package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Where Ollama leaves the manifests of the models that it pulls. Ollama writes them in place, and
 * before anybody but itself has looked at the blobs: from here they go to the store whole, when
 * every blob is on the disk and hashes to its name. Until then the models are as they were.
 */
@ApplicationScoped
public class PulledManifests {
  private static final Logger LOG = Logger.getLogger(PulledManifests.class);

  private final ModelStore store;
  private final HostFiles files;
  private final Models models;
  private final Blobs blobs;
  private final Path folder;

  public PulledManifests(ModelStore store, HostFiles files, Models models, Blobs blobs) {
    this.store = store;
    this.files = files;
    this.models = models;
    this.blobs = blobs;
    this.folder = store.path().resolve(".ollama-swarm-pull").resolve("manifests");
  }

  /** The folder; made when it is missing. */
  public Path folder() {
    files.makeFolder(folder.resolve("..").normalize());
    files.makeFolder(folder);
    return folder;
  }

  /** Ends what was cut off between the store's manifest and the agent's memory of it. */
  void start(@Observes StartupEvent event) {
    if (!files.exists(folder)) {
      return;
    }
    try {
      for (var model : ModelName.below(files.locate(folder))) {
        endPublishing(model);
      }
    } catch (IOException | ProblemException e) {
      LOG.errorf("what was pulled before the agent's start could not be looked at: %s", e);
    }
  }

  private void endPublishing(ModelName model) throws IOException {
    var shown = files.locate(shown(model));
    var staged = folder.resolve(model.manifest());
    if (Files.exists(shown) && Files.mismatch(shown, files.locate(staged)) < 0) {
      models.trust(model);
      files.delete(staged);
    }
  }

  private Path shown(ModelName model) {
    return store.models().resolve("manifests").resolve(model.manifest());
  }

  /** Where the model's manifest is until it is published; inside the store, or a problem. */
  public Path staged(ModelName model) {
    var file = folder().resolve(model.manifest());
    store.requireInside(file);
    return file;
  }

  /**
   * Shows the model to everybody; refuses ({@code model.damaged}) one that is not intact.
   *
   * @param sha256s the blobs of which it has to consist ({@code model.tag-moved} when it does not);
   *     empty for any
   */
  public void publish(ModelName model, List<String> sha256s) {
    store.requireInside(shown(model));
    var pulled = staged(model);
    try {
      // Read once: what is looked at is what is shown.
      var content = Manifest.content(files.locate(pulled));
      var manifest = Manifest.of(content);
      requireIntact(model, manifest);
      if (!sha256s.isEmpty()) {
        requireSame(model, sha256s, manifest);
      }
      for (var blob : manifest.blobs()) {
        sync(store.models().resolve("blobs").resolve(blob.fileName()));
      }
      sync(store.models().resolve("blobs"));
      files.write(shown(model), content);
      models.trust(model);
      files.delete(pulled);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.MODEL_PULL_FAILED
              .problem(model.shown() + " was pulled, but could not be put into the store")
              .causedBy(e.toString()),
          e);
    }
  }

  /** Refuses ({@code model.tag-moved}) a manifest that names other blobs than these. */
  public static void requireSame(ModelName model, List<String> sha256s, Manifest there) {
    if (!sha256s.equals(there.sha256s())) {
      throw ProblemCode.MODEL_TAG_MOVED
          .problem("%s is another model at its registry by now".formatted(model.shown()))
          .causedBy("here it is %s, there %s".formatted(sha256s, there.sha256s()))
          .exception();
    }
  }

  private void requireIntact(ModelName model, Manifest manifest) {
    var faults = new ArrayList<>(manifest.faults());
    var bad = new ArrayList<Manifest.Blob>();
    for (var blob : manifest.blobs()) {
      var fault = blobs.fault(blob);
      fault.ifPresent(faults::add);
      fault.ifPresent(_ -> bad.add(blob));
    }
    if (faults.isEmpty()) {
      return;
    }
    var wrong = bad.stream().filter(blobs::isWrong).toList();
    var removed = remove(wrong);
    throw ProblemCode.MODEL_DAMAGED
        .problem(model.shown() + " was pulled, but is not intact; the models are as they were")
        .causedBy(faults.getFirst())
        .withRemedy(
            removed == wrong.size()
                ? "Pull it again: what was wrong is removed, and fetched then. A file that could"
                    + " not be read stays: check the disk."
                : "Repair the models of the store that need the same files, then pull it again.")
        .withEvidence(List.copyOf(faults))
        .exception();
  }

  /** Ollama takes a blob that is there for good: it would never fetch a bad one again. */
  private int remove(List<Manifest.Blob> wrong) {
    var needed = models.neededBlobs();
    var free =
        wrong.stream()
            .filter(blob -> needed.isPresent() && !needed.get().contains(blob.fileName()))
            .toList();
    free.forEach(blob -> files.delete(store.models().resolve("blobs").resolve(blob.fileName())));
    return free.size();
  }

  private void sync(Path file) throws IOException {
    try (var channel = FileChannel.open(files.locate(file), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
