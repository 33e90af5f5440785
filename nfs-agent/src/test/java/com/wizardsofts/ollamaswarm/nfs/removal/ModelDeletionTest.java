package com.wizardsofts.ollamaswarm.nfs.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.KnownUse;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.pull.FakeDocker;
import com.wizardsofts.ollamaswarm.nfs.pull.OllamaPull;
import com.wizardsofts.ollamaswarm.nfs.pull.Partials;
import com.wizardsofts.ollamaswarm.nfs.pull.PullContainer;
import com.wizardsofts.ollamaswarm.nfs.pull.PullServer;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDeletionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path root;
  private TestStore store;
  private FakeDocker docker;
  private PullServer pulls;

  @BeforeEach
  void two_models_that_share_a_blob() throws Exception {
    var config = TestSettings.of(Map.of());
    store = new TestStore(root, config);
    store.add("mistral:7b", "config", "weights", "license");
    store.add("me/other", "config2", "weights");
    docker = new FakeDocker("127.0.0.1");
    var partials = new Partials(store.store, store.files, new Await());
    var manifests = new PulledManifests(store.store, store.files, store.models, store.blobs);
    pulls =
        new PullServer(
            new PullContainer(new DockerEngine(docker.address()), store.store, manifests, config),
            new OllamaPull(new Await(), partials, new InsecureRegistries(config)),
            partials);
  }

  @AfterEach
  void stop() {
    docker.close();
  }

  @Test
  void the_blobs_that_another_model_names_stay() {
    // When
    deletion(known(List.of(), List.of())).delete("mistral:7b", false);

    // Then
    assertThat(store.models.list()).extracting(Model::name).containsExactly("me/other:latest");
    assertThat(store.models.faults(ModelName.parse("me/other"))).isEmpty();
    assertThat(store.blob("config")).doesNotExist();
    assertThat(store.blob("license")).doesNotExist();
    assertThat(store.store.locate(store.store.models()).resolve("manifests")).isDirectory();
    assertThat(store.store.locate(store.store.models()).resolve("manifests/registry.ollama.ai"))
        .isDirectoryNotContaining("glob:**/library");
  }

  @Test
  void nothing_is_known_of_a_model_that_was_deleted() {
    // Given
    var mistral = ModelName.parse("mistral:7b");
    store.models.trust(mistral);

    // When
    deletion(known(List.of(), List.of())).delete("mistral:7b", false);

    // Then
    assertThat(store.models.knownDigest(mistral)).isEmpty();
  }

  @Test
  void a_wanted_or_loaded_model_is_not_deleted() {
    refused(known(List.of("mistral:7b"), List.of()), "wanted");
    refused(known(List.of(), List.of("library/mistral:7b")), "loaded");
  }

  @Test
  void a_model_is_not_deleted_while_the_lead_is_away() {
    refused(new KnownUse(Clock.fixed(NOW, ZoneOffset.UTC)), "has not told");
  }

  @Test
  void what_the_lead_said_long_ago_is_not_believed() {
    // Given
    var clock = new SettableClock();
    var use = new KnownUse(clock);
    use.put(new ModelUse(List.of(), Map.of()));

    // When
    clock.now = NOW.plus(Duration.ofSeconds(61));

    // Then
    refused(use, "has not told");
  }

  @Test
  void force_deletes_a_wanted_model() {
    // When
    deletion(known(List.of("mistral:7b"), List.of())).delete("mistral:7b", true);

    // Then
    assertThat(store.models.list()).hasSize(1);
  }

  @Test
  void a_broken_manifest_keeps_every_blob() throws Exception {
    // Given
    store.addManifest("broken", "{");

    // When
    deletion(known(List.of(), List.of())).delete("mistral:7b", false);

    // Then
    assertThat(store.blob("license")).exists();
  }

  @Test
  void a_manifest_that_names_other_blobs_than_when_it_was_pulled_keeps_every_blob()
      throws Exception {
    // Given another digit in a digest: the manifest still reads well
    store.verifier.store(_ -> {});
    var manifest =
        store
            .store
            .locate(store.store.models())
            .resolve("manifests/registry.ollama.ai/me/other/latest");
    var weights = TestStore.hash("weights");
    var flipped = (weights.startsWith("0") ? "1" : "0") + weights.substring(1);
    Files.writeString(manifest, Files.readString(manifest).replace(weights, flipped));

    // When
    deletion(known(List.of(), List.of())).delete("mistral:7b", false);

    // Then
    assertThat(store.blob("weights")).exists();
  }

  @Test
  void a_model_whose_manifest_is_lost_keeps_every_blob_until_it_is_deleted_too() throws Exception {
    // Given
    store.verifier.store(_ -> {});
    var models = store.store.locate(store.store.models());
    Files.delete(models.resolve("manifests/registry.ollama.ai/me/other/latest"));

    // When
    deletion(known(List.of(), List.of())).delete("mistral:7b", false);

    // Then
    assertThat(store.blob("weights")).exists();

    // When
    deletion(known(List.of(), List.of())).delete("me/other", false);

    // Then
    assertThat(store.models.lost()).isEmpty();
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
  }

  @Test
  void a_full_disk_gets_its_room_all_the_same_and_the_deletion_can_be_repeated() throws Exception {
    // Given a memory that cannot be written
    var mistral = ModelName.parse("mistral:7b");
    store.models.trust(mistral);
    var memory = root.resolve("var/lib/ollama-swarm/verified-files.json");
    Files.delete(memory);
    Files.createDirectories(memory.resolve("in the way"));
    var deletion = deletion(known(List.of(), List.of()));

    // When
    assertThatThrownBy(() -> deletion.delete("mistral:7b", false))
        .hasMessageContaining("verified-files.json");

    // Then
    assertThat(store.blob("license")).doesNotExist();
    assertThat(store.models.lost()).containsExactly(mistral);

    // When
    Files.delete(memory.resolve("in the way"));
    Files.delete(memory);
    deletion.delete("mistral:7b", false);

    // Then
    assertThat(store.models.lost()).isEmpty();
    assertThat(store.models.faults(ModelName.parse("me/other"))).isEmpty();
  }

  @Test
  void a_model_that_is_not_there_is_not_found() {
    assertThatThrownBy(() -> deletion(known(List.of(), List.of())).delete("none", false))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("none:latest");
  }

  private void refused(KnownUse use, String why) {
    assertThatThrownBy(() -> deletion(use).delete("mistral:7b", false))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("model.in-use");
              assertThat(e.problem().cause()).contains(why);
            });
    assertThat(Files.exists(store.blob("license"))).isTrue();
    assertThat(store.models.list()).hasSize(2);
  }

  private ModelDeletion deletion(KnownUse use) {
    return new ModelDeletion(store.store, store.files, store.models, use, pulls);
  }

  private static KnownUse known(List<String> wanted, List<String> loaded) {
    var use = new KnownUse(Clock.fixed(NOW, ZoneOffset.UTC));
    use.put(new ModelUse(wanted, Map.of("s84", loaded)));
    return use;
  }

  private static final class SettableClock extends Clock {
    private Instant now = NOW;

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
