package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.operation.RunningOperation;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Verifications and repairs as operations; one that finds damage fails and names it. */
@ApplicationScoped
public class StoreIntegrity {
  private final Operations operations;
  private final Models models;
  private final Blobs blobs;
  private final StoreVerifier verifier;
  private final LastVerification last;
  private final ModelRepair repair;

  public StoreIntegrity(
      Operations operations,
      Models models,
      Blobs blobs,
      StoreVerifier verifier,
      LastVerification last,
      ModelRepair repair) {
    this.operations = operations;
    this.models = models;
    this.blobs = blobs;
    this.verifier = verifier;
    this.last = last;
    this.repair = repair;
  }

  /** Verifies the whole store as fast as the disk reads. */
  public Operation verifyStore() {
    return operations.start(
        "Verify the store",
        operation -> {
          var found = verifier.store(progress(operation, blobs.files()));
          last.is(found);
          requireNone("The store", found.damages());
        });
  }

  /** Verifies one model. Refuses what is no name or not in the store. */
  public Operation verify(String name) {
    var model = present(name);
    return operations.start(
        "Verify " + model.shown(),
        operation ->
            requireNone(
                model.shown(), verifier.model(model, progress(operation, verifier.files(model)))));
  }

  /** Repairs one model. Refuses what is no name or was never in the store. */
  public Operation repair(String name) {
    var model = present(name);
    return operations.start(
        "Repair " + model.shown(),
        operation -> repair.repair(model, progress(operation, verifier.files(model)), operation));
  }

  private ModelName present(String name) {
    var model = ModelName.parse(name);
    if (!models.isKnown(model)) {
      throw ProblemCode.NOT_FOUND
          .problem("The store has no model " + model.shown())
          .withRemedy("Pull it: POST /v1/models.")
          .exception();
    }
    return model;
  }

  private LongConsumer progress(RunningOperation operation, List<String> files) {
    var total = blobs.bytes(files);
    var done = new AtomicLong();
    return bytes -> {
      var read = done.addAndGet(bytes);
      operation.at("verifying", read, total, read);
    };
  }

  private static void requireNone(String what, List<Damage> damages) {
    if (!damages.isEmpty()) {
      throw ProblemCode.MODEL_DAMAGED
          .problem("%s is damaged in %d files".formatted(what, damages.size()))
          .causedBy(damages.getFirst().fault())
          .withRemedy("Repair the models that need them: POST /v1/models/{name}/repair.")
          .withEvidence(
              damages.stream()
                  .limit(20)
                  .map(damage -> "%s (%s)".formatted(damage.fault(), damage.models()))
                  .toList())
          .exception();
    }
  }
}
