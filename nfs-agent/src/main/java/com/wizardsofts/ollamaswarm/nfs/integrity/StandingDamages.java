package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
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

  private boolean stands(Damage damage) {
    return Models.named(damage.file())
        .map(models::hasDamagedManifest)
        .orElseGet(() -> stands(damage, damage.file().substring(Blobs.path("").length())));
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
