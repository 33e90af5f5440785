package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
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
    return found.damages().stream().filter(this::stands).toList();
  }

  private boolean stands(Damage damage) {
    return Models.named(damage.file())
        .map(models::hasDamagedManifest)
        .orElseGet(() -> stands(damage.file().substring(Blobs.path("").length())));
  }

  private boolean stands(String blob) {
    if (blobs.has(blob)) {
      return !blobs.isKnownSound(blob);
    }
    return models.neededBlobs().map(needed -> needed.contains(blob)).orElse(true);
  }
}
