package com.wizardsofts.ollamaswarm.nfs.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.FakeRegistry;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.nfs.registry.Logins;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.operation.RunningOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of damages at once, each on a file of its own, and every model repaired. The registry is
 * a stand-in and the pull does as Ollama does; the real two are met by the tests on the lab.
 */
class RandomRepairTest {
  private static final int MODELS = 24;
  private static final int LAYERS = 20;
  private static final int DAMAGES = 260;

  @TempDir Path root;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<ModelName> names = new ArrayList<>();
  private FakeRegistry registry;
  private TestStore store;
  private Path models;
  private PulledManifests pulled;
  private ModelRepair repair;

  private enum Damaged {
    BIT_FLIPPED,
    TRUNCATED,
    MISSING,
    NO_JSON
  }

  @BeforeEach
  void a_verified_store_and_a_registry_with_the_same_models() throws Exception {
    System.err.println("RandomRepairTest: seed " + seed);
    registry = new FakeRegistry();
    var config =
        TestSettings.of(Map.of("nfs-agent.pull.insecure-registries", "http://" + registry.host()));
    store = new TestStore(root, config);
    models = store.store.locate(store.store.models());
    for (int i = 0; i < MODELS; i++) {
      var name = ModelName.parse(registry.host() + "/me/m" + i);
      var layers = new ArrayList<>(List.of("a license of all"));
      Stream.generate(this::text).limit(LAYERS).forEach(layers::addFirst);
      store.add(name.shown(), layers.toArray(String[]::new));
      registry.hasManifest(name, Files.readAllBytes(models.resolve(Models.path(name))));
      names.add(name);
    }
    for (var blob : store.blobs.files()) {
      registry.hasBlob(blob, Files.readAllBytes(store.blobs.folder().resolve(blob)));
    }
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
    pulled = new PulledManifests(store.store, store.files, store.models, store.blobs);
    repair =
        new ModelRepair(
            store.verifier,
            store.models,
            store.blobs,
            new Registry(
                config,
                new InsecureRegistries(config),
                new Logins(store.files, config, Clock.systemUTC())),
            new Quarantine(store.files, store.blobs, store.store),
            Runnable::run,
            this::pullAsOllama);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void every_damage_is_found_and_repaired_by_fetching_only_what_was_bad() throws Exception {
    // Given
    var sound = contents();
    var files = new ArrayList<>(sound.keySet());
    Collections.shuffle(files, random);
    var damaged = Set.copyOf(files.subList(0, DAMAGES));
    for (var file : damaged) {
      damage(file, requireNonNull(sound.get(file)));
    }

    // Then each is named, but blobs that are missing where the manifest that told so is broken too
    var found = store.verifier.store(_ -> {}).damages().stream().map(Damage::file).toList();
    var hidden = damaged.stream().filter(file -> !found.contains(file)).collect(toSet());
    assertThat(damaged).as("seed %d", seed).containsAll(found);
    assertThat(found).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(200);
    assertThat(hidden)
        .as("seed %d", seed)
        .allMatch(file -> Files.notExists(models.resolve(file)) && named(file, sound, damaged));

    // When
    var operations = new Operations();
    var operation = operations.find(operations.start("Repair", _ -> {}).id());
    for (var name : names) {
      repair.repair(name, _ -> {}, operation);
    }

    // Then
    var badBlobs = damaged.stream().filter(file -> file.startsWith("blobs/")).toList();
    assertThat(store.verifier.store(_ -> {}).damages()).as("seed %d", seed).isEmpty();
    assertThat(contents()).as("seed %d", seed).containsExactlyInAnyOrderEntriesOf(sound);
    assertThat(registry.fetched)
        .as("fetched, seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(
            badBlobs.stream().map(file -> file.substring("blobs/".length())).toList());
    var bytes = badBlobs.stream().mapToLong(file -> requireNonNull(sound.get(file)).length()).sum();
    assertThat(registry.fetchedBytes).as("bytes fetched, seed %d", seed).hasValue(bytes);
    System.err.printf(
        "RandomRepairTest: %d damages, %d found before the first repair, %d blobs (%d bytes)"
            + " fetched%n",
        damaged.size(), found.size(), registry.fetched.size(), bytes);
  }

  /** Whether only broken manifests name the blob. */
  private boolean named(String blob, Map<String, String> sound, Set<String> damaged) {
    var digest = blob.replace("blobs/sha256-", "sha256:");
    return sound.entrySet().stream()
        .filter(file -> file.getKey().startsWith("manifests/"))
        .filter(file -> file.getValue().contains(digest))
        .allMatch(file -> damaged.contains(file.getKey()));
  }

  /** The contents of all files by their paths below {@code models}. */
  private Map<String, String> contents() throws IOException {
    var contents = new HashMap<String, String>();
    try (var all = Files.walk(models)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        contents.put(models.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private void damage(String name, String sound) throws IOException {
    var file = models.resolve(name);
    var kinds = Damaged.values();
    var time = Files.getLastModifiedTime(file);
    var content = sound.getBytes(UTF_8);
    switch (kinds[random.nextInt(kinds.length)]) {
      case BIT_FLIPPED -> {
        content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(7));
        Files.write(file, content);
      }
      case TRUNCATED -> Files.write(file, Arrays.copyOf(content, random.nextInt(content.length)));
      case MISSING -> {
        Files.delete(file);
        return;
      }
      case NO_JSON -> Files.writeString(file, "{");
    }
    if (random.nextBoolean()) {
      Files.setLastModifiedTime(file, time);
    }
  }

  private String text() {
    var text = new byte[random.nextInt(8, 300)];
    random.nextBytes(text);
    return Arrays.toString(text);
  }

  /** Fetches the blobs that are not there, whatever is in those that are. */
  private void pullAsOllama(ModelName model, List<String> sha256s, RunningOperation operation) {
    try {
      var manifest = fetch("manifests/" + model.tag(), model);
      var staged = root.resolve("opt/ollama-models/.ollama-swarm-pull/manifests");
      var file = staged.resolve(model.manifest());
      Files.createDirectories(file.getParent());
      Files.write(file, manifest);
      for (var blob : Manifest.of(manifest).blobs()) {
        var there = store.blobs.folder().resolve(blob.fileName());
        if (Files.notExists(there)) {
          Files.write(there, fetch("blobs/sha256:" + blob.sha256(), model));
        }
      }
      pulled.publish(model, sha256s);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] fetch(String what, ModelName model) throws IOException {
    var url = "http://%s/v2/me/%s/%s".formatted(model.host(), model.model(), what);
    try (var answer = URI.create(url).toURL().openStream()) {
      return answer.readAllBytes();
    }
  }
}
