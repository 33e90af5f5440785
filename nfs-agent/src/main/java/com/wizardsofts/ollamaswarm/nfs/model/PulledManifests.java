package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Ollama leaves the manifests of the models that it pulls. Ollama writes them in place, and
 * before anybody but itself has looked at the blobs: from here they go to the store whole, when
 * every blob is on the disk and hashes to its name. Until then the models are as they were.
 */
@ApplicationScoped
public class PulledManifests {
  private final ModelStore store;
  private final HostFiles files;
  private final Models models;
  private final Blobs blobs;

  public PulledManifests(ModelStore store, HostFiles files, Models models, Blobs blobs) {
    this.store = store;
    this.files = files;
    this.models = models;
    this.blobs = blobs;
  }

  /** The folder; made when it is missing. */
  Path folder() {
    var ours = store.path().resolve(".ollama-swarm-pull");
    files.makeFolder(ours);
    var folder = ours.resolve("manifests");
    files.makeFolder(folder);
    return folder;
  }

  /** Shows the model to everybody; refuses ({@code model.damaged}) one that is not intact. */
  void publish(ModelName model) {
    var pulled = folder().resolve(model.manifest());
    try {
      var manifest = Manifest.read(files.locate(pulled));
      requireIntact(model, manifest);
      for (var blob : manifest.blobs()) {
        sync(store.models().resolve("blobs").resolve(blob.fileName()));
      }
      sync(store.models().resolve("blobs"));
      files.write(
          store.models().resolve("manifests").resolve(model.manifest()),
          files.read(pulled).orElseThrow());
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

  private void requireIntact(ModelName model, Manifest manifest) {
    var faults = new ArrayList<>(manifest.faults());
    manifest.blobs().forEach(blob -> blobs.fault(blob).ifPresent(faults::add));
    if (!faults.isEmpty()) {
      throw ProblemCode.MODEL_DAMAGED
          .problem(model.shown() + " was pulled, but is not intact; the models are as they were")
          .causedBy(faults.getFirst())
          .withEvidence(List.copyOf(faults))
          .exception();
    }
  }

  private void sync(Path file) throws IOException {
    try (var channel = FileChannel.open(files.locate(file), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
