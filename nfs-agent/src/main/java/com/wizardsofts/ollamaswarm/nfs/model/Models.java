package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models in the store, as their manifests and blobs on the disk show them. */
@ApplicationScoped
public class Models {
  /** {@code host/namespace/model/tag} below {@code manifests}. */
  private static final int DEPTH = 4;

  private final ModelStore store;
  private final Blobs blobs;

  public Models(ModelStore store, Blobs blobs) {
    this.store = store;
    this.blobs = blobs;
  }

  /**
   * Every model, by name. Blobs that were never hashed since the agent's start are hashed now,
   * which takes as long as reading them.
   */
  public List<Model> list() {
    store.check();
    var folder = manifests();
    try (var files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .flatMap(file -> ModelName.ofManifest(folder.relativize(file)).stream())
          .flatMap(name -> find(name).stream())
          .sorted(Comparator.comparing(Model::name))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  /** The model, if the store has it. */
  Optional<Model> find(ModelName name) {
    return manifest(name)
        .map(
            manifest ->
                new Model(
                    name.shown(),
                    manifest.digest(),
                    manifest.bytes(),
                    faults(manifest).findAny().isEmpty()));
  }

  /** What is wrong with the model; none when it is intact. */
  List<String> faults(ModelName name) {
    return manifest(name)
        .map(manifest -> faults(manifest).toList())
        .orElse(List.of("the store has no manifest of " + name.shown()));
  }

  private Stream<String> faults(Manifest manifest) {
    return Stream.concat(
        manifest.faults().stream(),
        manifest.blobs().stream().flatMap(blob -> blobs.fault(blob).stream()));
  }

  private Optional<Manifest> manifest(ModelName name) {
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
