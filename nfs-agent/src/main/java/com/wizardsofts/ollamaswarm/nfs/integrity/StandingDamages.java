package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What a verification found and nothing has mended since; no blob is read for this. */
@ApplicationScoped
public class StandingDamages {
  private final Models models;
  private final Blobs blobs;

  public StandingDamages(Models models, Blobs blobs) {
    this.models = models;
    this.blobs = blobs;
  }

  /** The damages without those of files that are known to be sound by now, or gone for good. */
  List<Damage> of(Verification found) {
    return of(found.damages());
  }

  /** Likewise, of damages that were just found. */
  List<Damage> of(List<Damage> damages) {
    return damages.stream().filter(this::stands).toList();
  }

  /**
   * What is known to be wrong with the store's models, whoever read them last: a verification of
   * one model, a pull, a repair.
   */
  List<Damage> known() {
    var damages = new Damages();
    for (var name : models.lost()) {
      damages.add(Models.path(name), "the manifest is missing", List.of(name.shown()));
    }
    for (var name : models.names()) {
      try {
        models.manifest(name).ifPresent(manifest -> addKnown(name, manifest, damages));
      } catch (ProblemException e) {
        damages.add(
            Models.path(name),
            e.problem().detail() + ": " + e.problem().cause(),
            List.of(name.shown()));
      }
    }
    return damages.list();
  }

  private void addKnown(ModelName name, Manifest manifest, Damages damages) {
    var needing = List.of(name.shown());
    var faults = models.manifestFaults(name, manifest);
    faults.forEach(fault -> damages.add(Models.path(name), fault, needing));
    if (!faults.isEmpty()) {
      // The blobs that it names are then not those of the model.
      return;
    }
    for (var blob : manifest.blobs()) {
      blobs
          .knownFault(blob)
          .ifPresent(fault -> damages.add(Blobs.path(blob.fileName()), fault, needing));
    }
  }

  /** What cannot be judged again, as a manifest cannot be read, stands. */
  private boolean stands(Damage damage) {
    try {
      return Models.named(damage.file())
          .map(models::hasDamagedManifest)
          .orElseGet(() -> stands(damage, damage.file().substring(Blobs.path("").length())));
    } catch (ProblemException e) {
      return true;
    }
  }

  private boolean stands(Damage damage, String blob) {
    if (blobs.has(blob)) {
      return !blobs.isKnownSound(blob) || damage.models().stream().anyMatch(it -> minds(it, blob));
    }
    return models.neededBlobs().map(needed -> needed.contains(blob)).orElse(true);
  }

  /** A manifest may be what is wrong: it gives the blob another size than it has. */
  private boolean minds(String model, String blob) {
    return models.knownFault(ModelName.parse(model), blob).isPresent();
  }
}
