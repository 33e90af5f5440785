package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The models in the store, as their manifests and blobs on the disk show them. */
@ApplicationScoped
public class Models {
  private static final String MANIFESTS = "manifests/";

  private final ModelStore store;
  private final Blobs blobs;
  private final VerifiedFiles verified;
  private final KnownUse use;

  public Models(ModelStore store, Blobs blobs, VerifiedFiles verified, KnownUse use) {
    this.store = store;
    this.blobs = blobs;
    this.verified = verified;
    this.use = use;
  }

  /**
   * The names of the models whose manifests are gone, though nobody deleted them here: a disk's
   * repair drops files. The memory of them is the only trace.
   */
  public List<ModelName> lost() {
    var there = names();
    return verified.files().stream()
        .flatMap(file -> named(file).stream())
        .filter(name -> !there.contains(name))
        .sorted(Comparator.comparing(ModelName::shown))
        .toList();
  }

  /** Every model, by name, with what is known of it: no blob is read for this. */
  public List<Model> list() {
    return names().stream().flatMap(name -> find(name).stream()).toList();
  }

  /** The names of all models, sorted. */
  public List<ModelName> names() {
    store.check();
    var folder = manifests();
    try {
      return ModelName.below(folder);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** The model, if the store has it. */
  public Optional<Model> find(ModelName name) {
    return manifest(name)
        .flatMap(manifest -> pulledAt(name).map(pulledAt -> model(name, manifest, pulledAt)));
  }

  private Model model(ModelName name, Manifest manifest, Instant pulledAt) {
    var details = details(manifest);
    var verifiedAt = lastVerified(manifest);
    return new Model(
        name.shown(),
        manifest.digest(),
        manifest.bytes(),
        details.parameters(),
        details.quantisation(),
        pulledAt,
        intact(name, manifest, verifiedAt),
        verifiedAt,
        use.servedBy(name).orElse(null));
  }

  private @Nullable Boolean intact(
      ModelName name, Manifest manifest, @Nullable Instant verifiedAt) {
    if (!manifestFaults(name, manifest).isEmpty()
        || manifest.blobs().stream().anyMatch(blob -> blobs.knownFault(blob).isPresent())) {
      return false;
    }
    return verifiedAt == null ? null : true;
  }

  /** The configuration is the first blob that a sound manifest names. */
  private ModelDetails details(Manifest manifest) {
    return manifest.faults().isEmpty()
        ? ModelDetails.read(
            manifests().resolveSibling("blobs").resolve(manifest.blobs().getFirst().fileName()))
        : new ModelDetails(null, null);
  }

  /** When its manifest was written; nothing when the store has none. */
  public Optional<Instant> pulledAt(ModelName name) {
    var file = manifests().resolve(name.manifest());
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The model; refuses what is no name, and {@code not-found}. */
  public Model get(String text) {
    var name = ModelName.parse(text);
    return find(name).orElseThrow(() -> notFound(name));
  }

  public ProblemException notFound(ModelName name) {
    return ProblemCode.NOT_FOUND
        .problem("The store has no " + name.shown())
        .withRemedy("GET /v1/models lists the models.")
        .exception();
  }

  /** What is wrong with the model; none when it is intact. */
  public List<String> faults(ModelName name) {
    return manifest(name)
        .map(manifest -> faults(name, manifest).toList())
        .orElse(List.of("the store has no manifest of " + name.shown()));
  }

  private Stream<String> faults(ModelName name, Manifest manifest) {
    return Stream.concat(
        manifestFaults(name, manifest).stream(),
        manifest.blobs().stream().flatMap(blob -> blobs.fault(blob).stream()));
  }

  /** What is known to be wrong with a blob file for this model; the file is not read. */
  public Optional<String> knownFault(ModelName name, String blob) {
    return manifest(name).stream()
        .flatMap(manifest -> manifest.blobs().stream())
        .filter(it -> it.fileName().equals(blob))
        .flatMap(it -> blobs.knownFault(it).stream())
        .findFirst();
  }

  /** What is wrong with the manifest itself, its blobs left aside. */
  public List<String> manifestFaults(ModelName name, Manifest manifest) {
    var faults = new ArrayList<>(manifest.faults());
    knownDigest(name)
        .filter(known -> !known.equals(manifest.digest()))
        .ifPresent(known -> faults.add("the manifest is not the one that was pulled, " + known));
    return faults;
  }

  /** Whether the manifest is broken, not the one that was pulled, or lost. */
  public boolean hasDamagedManifest(ModelName name) {
    return manifest(name)
        .map(manifest -> !manifestFaults(name, manifest).isEmpty())
        .orElseGet(() -> knownDigest(name).isPresent());
  }

  /** Whether the store has it, or had it and nobody deleted it here. */
  public boolean isKnown(ModelName name) {
    return manifest(name).isPresent() || knownDigest(name).isPresent();
  }

  /** Digest that the model's manifest had when it was pulled, or seen for the first time. */
  public Optional<String> knownDigest(ModelName name) {
    return verified.find(path(name)).map(VerifiedFiles.Entry::sha256);
  }

  /**
   * Digests of the blobs that the manifest named then, in its order; none when they are not known.
   */
  public List<String> knownBlobs(ModelName name) {
    return verified.find(path(name)).map(VerifiedFiles.Entry::blobs).orElse(List.of());
  }

  /**
   * Takes the manifest as it is for the one that its publisher made, from now on. Nothing else in
   * the store tells a manifest with another word in it from the one that was pulled.
   */
  public void trust(ModelName name) {
    manifest(name).ifPresent(manifest -> remember(name, manifest));
    verified.save();
  }

  /** Likewise, with the manifest that was read just now; whoever calls it saves what is known. */
  public void remember(ModelName name, Manifest manifest) {
    var file = manifests().resolve(name.manifest());
    try {
      verified.put(path(name), VerifiedFiles.State.of(file), manifest.digest(), manifest.sha256s());
    } catch (NoSuchFileException e) {
      // The model was deleted meanwhile.
      return;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A manifest's path below the store's {@code models}. */
  public static String path(ModelName name) {
    return MANIFESTS + name.manifest();
  }

  /** The model whose manifest has this path, if it is one's. */
  public static Optional<ModelName> named(String path) {
    return path.startsWith(MANIFESTS)
        ? ModelName.ofManifest(Path.of(path.substring(MANIFESTS.length())))
        : Optional.empty();
  }

  private @Nullable Instant lastVerified(Manifest manifest) {
    var times = manifest.blobs().stream().map(blobs::lastVerified).toList();
    return times.stream().allMatch(Optional::isPresent)
        ? times.stream().flatMap(Optional::stream).min(Comparator.naturalOrder()).orElse(null)
        : null;
  }

  /**
   * The names of the blob files that the store's models need; nothing when a manifest is broken,
   * not the one that was pulled, or lost, for then nobody knows.
   */
  public Optional<Set<String>> neededBlobs() {
    return neededBlobs(_ -> true);
  }

  /** Likewise, as if the store had never had this model. */
  public Optional<Set<String>> neededBlobsWithout(ModelName model) {
    return neededBlobs(name -> !name.equals(model));
  }

  private Optional<Set<String>> neededBlobs(Predicate<ModelName> counts) {
    if (lost().stream().anyMatch(counts)) {
      return Optional.empty();
    }
    var needed = new HashSet<String>();
    for (var name : names().stream().filter(counts).toList()) {
      var manifest = manifest(name);
      if (manifest.isPresent() && !manifestFaults(name, manifest.get()).isEmpty()) {
        return Optional.empty();
      }
      manifest.stream()
          .flatMap(known -> known.blobs().stream())
          .forEach(blob -> needed.add(blob.fileName()));
    }
    return Optional.of(needed);
  }

  /**
   * The model is deleted, so that nothing is known of it any more. Where that cannot be written
   * down, it stays known here too: it counts as lost, and can be deleted once more.
   */
  public void forget(ModelName name) {
    verified.forgetForGood(path(name));
  }

  /** The model's manifest, if the store has one; broken ones too. */
  public Optional<Manifest> manifest(ModelName name) {
    var file = manifests().resolve(name.manifest());
    try {
      return Optional.of(Manifest.read(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Path manifests() {
    return store.locate(store.models()).resolve("manifests");
  }

  private static ProblemException unreadable(Path file, Exception e) {
    return new ProblemException(
        ProblemCode.STORE_UNUSABLE.problem("Cannot read " + file).causedBy(e.toString()), e);
  }
}
