package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.machine.FileHash;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.model.VerifiedFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Compares the files of the store with what they should be, by reading all of them. */
@ApplicationScoped
public class StoreVerifier {
  private static final Logger LOG = Logger.getLogger(StoreVerifier.class);

  private final Models models;
  private final Blobs blobs;
  private final StandingDamages standing;
  private final VerifiedFiles verified;
  private final int threads;
  private final Clock clock;

  public StoreVerifier(
      Models models,
      Blobs blobs,
      StandingDamages standing,
      VerifiedFiles verified,
      NfsAgentConfig config,
      Clock clock) {
    this.models = models;
    this.blobs = blobs;
    this.standing = standing;
    this.verified = verified;
    this.threads = Math.max(1, config.verify().threads());
    this.clock = clock;
  }

  /**
   * Verifies every blob file, also those that no manifest names, and every manifest, also those
   * that are gone though nobody deleted them. A blob that could not be hashed counts as damaged
   * until it is: what the others hash to is not lost for it.
   *
   * @param read told of the bytes as they are read, by several threads; may throw to end it
   * @throws ProblemException {@code store.unusable}
   */
  public Verification store(LongConsumer read) {
    return store(FileHash.watched(read));
  }

  /** Likewise, with another way to read blobs. */
  Verification store(FileHash with) {
    var names = models.names();
    var files = blobs.files();
    var bytes = blobs.bytes(files);
    var known = Stream.concat(names.stream(), models.lost().stream()).toList();
    var damages = verify(known, files, with);
    // As it is now: models may have come, gone and been repaired meanwhile.
    verified.retainBlobs(blobs.files().stream().map(Blobs::path).collect(Collectors.toSet()));
    save();
    return new Verification(
        clock.instant(), names.size(), files.size(), bytes, standing.of(damages.list()));
  }

  /**
   * Verifies one model: its manifest, and the blobs that it names.
   *
   * @throws ProblemException {@code program.failed} when one could not be hashed: a repair would
   *     fetch it though it may be sound
   */
  public List<Damage> model(ModelName name, LongConsumer read) {
    var damages = verify(List.of(name), files(name), FileHash.watched(read));
    save();
    damages.requireRead();
    return damages.list();
  }

  /** What was found counts; what is not written down is only read again after a restart. */
  private void save() {
    try {
      verified.save();
    } catch (ProblemException e) {
      LOG.warnf("what was read could not be written down: %s", e.problem().text());
    }
  }

  /** The names of the model's blob files that are there. */
  List<String> files(ModelName name) {
    var there = blobs.files();
    return models.manifest(name).stream()
        .flatMap(manifest -> manifest.blobs().stream())
        .map(Manifest.Blob::fileName)
        .filter(there::contains)
        .toList();
  }

  private Damages verify(List<ModelName> names, List<String> files, FileHash with) {
    var damages = new Damages();
    readAll(files, with, damages);
    for (var name : names) {
      models
          .manifest(name)
          .ifPresentOrElse(
              manifest -> compare(name, manifest, damages),
              () -> damages.add(Models.path(name), "the manifest is missing", shown(name)));
    }
    return damages;
  }

  private void readAll(List<String> files, FileHash with, Damages damages) {
    try (var readers =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("verify-", 0).factory())) {
      var faults =
          files.stream().map(file -> readers.submit(() -> blobs.verify(file, with))).toList();
      for (int i = 0; i < files.size(); i++) {
        var file = Blobs.path(files.get(i));
        note(file, faults.get(i), damages);
      }
    }
  }

  private void note(String file, Future<Optional<String>> reader, Damages damages) {
    try {
      ended(reader).ifPresent(fault -> damages.add(file, fault, List.of()));
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.PROGRAM_FAILED)) {
        throw e;
      }
      // What it hashed to before says nothing about now.
      verified.forget(file);
      damages.unread(file, e);
    }
  }

  private static <T> T ended(Future<T> reader) {
    try {
      return reader.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the verification was interrupted", e);
    }
  }

  private void compare(ModelName name, Manifest manifest, Damages damages) {
    var faults = models.manifestFaults(name, manifest);
    faults.forEach(fault -> damages.add(Models.path(name), fault, shown(name)));
    if (!faults.isEmpty()) {
      // The blobs that it names are then not those of the model.
      return;
    }
    if (models.knownBlobs(name).isEmpty()) {
      models.remember(name, manifest);
    }
    for (var blob : manifest.blobs()) {
      var file = Blobs.path(blob.fileName());
      damages
          .unread(file)
          .or(() -> blobs.fault(blob))
          .ifPresent(fault -> damages.add(file, fault, shown(name)));
    }
  }

  private static List<String> shown(ModelName name) {
    return List.of(name.shown());
  }
}
