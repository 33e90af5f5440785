package com.wizardsofts.ollamaswarm.nfs.model;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Sha256;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.integrity.StandingDamages;
import com.wizardsofts.ollamaswarm.nfs.integrity.StoreVerifier;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/** A store on the disk with models whose blobs are real, but short. */
public final class TestStore {
  public final ModelStore store;
  public final Models models;
  public final Blobs blobs;
  public final StoreVerifier verifier;
  public final HostFiles files;
  public final KnownUse use;
  private final Path folder;

  public TestStore(Path root, NfsAgentConfig config) throws IOException {
    Files.createDirectories(root.resolve("opt"));
    files = new HostFiles(root);
    store = new ModelStore(files, config);
    store.prepare();
    use = new KnownUse(Clock.systemUTC());
    var verified = new VerifiedFiles(files, config, Clock.systemUTC());
    blobs = new Blobs(store, verified);
    models = new Models(store, blobs, verified, use);
    var standing = new StandingDamages(models, blobs);
    verifier = new StoreVerifier(models, blobs, standing, verified, config, Clock.systemUTC());
    folder = store.locate(store.models());
  }

  /** Adds a model with these layers; the first is its configuration. */
  public void add(String name, String... contents) throws IOException {
    var parts = List.of(contents).stream().map(this::part).toList();
    addManifest(
        name,
        "{\"config\":%s,\"layers\":[%s]}"
            .formatted(parts.getFirst(), parts.stream().skip(1).collect(Collectors.joining(","))));
  }

  /** As Ollama leaves a model that it has pulled, before the agent shows it. */
  public void pull(String name, String... contents) throws IOException {
    add(name, contents);
    var manifest = ModelName.parse(name).manifest();
    var pulled = folder.resolveSibling(".ollama-swarm-pull/manifests").resolve(manifest);
    Files.createDirectories(pulled.getParent());
    Files.move(folder.resolve("manifests").resolve(manifest), pulled, REPLACE_EXISTING);
  }

  public void addManifest(String name, String json) throws IOException {
    var manifest = folder.resolve("manifests").resolve(ModelName.parse(name).manifest());
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, json);
  }

  public Path blob(String content) {
    return folder.resolve("blobs/sha256-" + hash(content));
  }

  public Path manifest(ModelName name) {
    return folder.resolve(Models.path(name));
  }

  private String part(String content) {
    try {
      Files.writeString(blob(content), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return "{\"digest\":\"sha256:%s\",\"size\":%d}".formatted(hash(content), content.length());
  }

  public static String hash(String content) {
    return Sha256.hex(content);
  }
}
