package com.wizardsofts.ollamaswarm.nfs.removal;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.model.KnownUse;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.pull.PullServer;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Deletes a model: its manifest, then the blobs that no other model names. */
@ApplicationScoped
public class ModelDeletion {
  private static final Logger LOG = Logger.getLogger(ModelDeletion.class);

  private final ModelStore store;
  private final HostFiles files;
  private final Models models;
  private final KnownUse use;
  private final PullServer pulls;

  public ModelDeletion(
      ModelStore store, HostFiles files, Models models, KnownUse use, PullServer pulls) {
    this.store = store;
    this.files = files;
    this.models = models;
    this.use = use;
    this.pulls = pulls;
  }

  /**
   * Deletes it, also when its manifest was lost: then prune knows its blobs. Refuses ({@code
   * store.busy}) while pulls run, which may count on its blobs, and unless forced ({@code
   * model.in-use}) while it is needed or nobody knows whether it is.
   */
  public void delete(String name, boolean force) {
    var model = ModelName.parse(name);
    if (!force) {
      use.reasonToKeep(model)
          .ifPresent(
              reason -> {
                throw inUse(model, reason)
                    .withRemedy(
                        "Unload it or take it off the wanted list (models in cluster.yaml); or add"
                            + " ?force=true to delete it all the same.")
                    .exception();
              });
    }
    pulls.whileIdle(() -> deleteFiles(model));
  }

  private static Problem inUse(ModelName model, String reason) {
    return ProblemCode.MODEL_IN_USE.problem(model.shown() + " is not deleted").causedBy(reason);
  }

  private int deleteFiles(ModelName model) {
    if (!models.isKnown(model)) {
      throw models.notFound(model);
    }
    var manifest = models.manifest(model);
    var path = store.models().resolve("manifests").resolve(model.manifest());
    files.delete(path);
    deleteEmpty(path.resolve(".."));
    deleteEmpty(path.resolve("../.."));
    deleteEmpty(path.resolve("../../.."));
    var deleted = manifest.map(known -> deleteBlobs(model, known)).orElse(0);
    // Last: on a full disk it can only be written down in the room that the blobs had.
    models.forget(model);
    LOG.infof("%s: deleted with %d blobs", model.shown(), deleted);
    return deleted;
  }

  private int deleteBlobs(ModelName model, Manifest manifest) {
    var needed = models.neededBlobsWithout(model);
    if (needed.isEmpty()) {
      LOG.warnf("%s: blobs stay, for a broken or lost manifest may name them", model.shown());
      return 0;
    }
    var needless =
        manifest.blobs().stream()
            .map(Manifest.Blob::fileName)
            .filter(blob -> !needed.get().contains(blob))
            .toList();
    needless.forEach(blob -> files.delete(store.models().resolve("blobs").resolve(blob)));
    return needless.size();
  }

  /** Ollama minds empty folders of models. */
  private void deleteEmpty(Path folder) {
    if (files.list(folder.normalize()).isEmpty()) {
      files.delete(folder.normalize());
    }
  }
}
