package com.wizardsofts.ollamaswarm.nfs.integrity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreVerifierTest {
  @TempDir Path root;
  private TestStore store;

  @BeforeEach
  void two_models_that_share_a_layer() throws Exception {
    store = new TestStore(root, TestSettings.of(Map.of()));
    store.add("a", "config a", "weights", "license");
    store.add("b", "config b", "other weights", "license");
  }

  @Test
  void an_intact_store_is_read_once_to_its_end() {
    // Given
    var read = new AtomicLong();

    // When
    var found = store.verifier.store(read::addAndGet);

    // Then
    assertThat(found.damages()).isEmpty();
    assertThat(found.models()).isEqualTo(2);
    assertThat(found.blobs()).isEqualTo(5);
    assertThat(found.bytes())
        .isEqualTo(read.get())
        .isEqualTo("config aconfig bweightsother weightslicense".length());
  }

  @Test
  void a_damage_names_every_model_that_needs_the_file() throws Exception {
    // Given
    Files.delete(store.blob("license"));

    // Then
    var file = "blobs/sha256-" + TestStore.hash("license");
    assertThat(store.verifier.store(_ -> {}).damages())
        .containsExactly(
            new Damage(
                file,
                file.substring("blobs/".length()) + " is missing",
                List.of("a:latest", "b:latest")));
  }

  @Test
  void a_blob_that_nothing_names_is_verified_too() throws Exception {
    // Given
    Files.writeString(store.blob("left over"), "left oveR");

    // Then
    assertThat(store.verifier.store(_ -> {}).damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.models()).isEmpty());
  }

  @Test
  void only_the_asked_model_is_read() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");
    var read = new AtomicLong();

    // Then
    assertThat(store.verifier.model(ModelName.parse("b"), read::addAndGet)).isEmpty();
    assertThat(read).hasValue("config bother weightslicense".length());
    assertThat(store.verifier.model(ModelName.parse("a"), _ -> {})).hasSize(1);
    assertThat(store.verifier.model(ModelName.parse("c"), _ -> {})).hasSize(1);
  }

  @Test
  void what_was_verified_is_known_after_a_restart() throws Exception {
    // Given
    store.verifier.store(_ -> {});
    var manifest =
        store
            .store
            .locate(store.store.models())
            .resolve("manifests/registry.ollama.ai/library/a/latest");

    // When the agent starts anew, and somebody exchanged two models meanwhile
    var again = new TestStore(root, TestSettings.of(Map.of()));
    Files.copy(manifest.resolve("../../b/latest").normalize(), manifest.resolveSibling("new"));
    Files.move(
        manifest.resolveSibling("new"),
        manifest,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    // Then
    assertThat(again.models.list()).allMatch(model -> model.lastVerified() != null);
    assertThat(again.verifier.store(_ -> {}).damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.fault()).contains("not the one that was pulled"));
  }

  @Test
  void a_reader_that_is_not_wanted_any_more_ends_the_verification() {
    assertThatThrownBy(
            () ->
                store.verifier.store(
                    _ -> {
                      throw new CancellationException("enough");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void a_blob_that_could_not_be_hashed_hides_no_damage_of_another() throws Exception {
    // Given blobs that were sound, and a program that fails at one of them
    store.verifier.store(_ -> {});
    Files.writeString(store.blob("weights"), "wEights");

    // When
    var found = store.verifier.store(StoreVerifierTest::failAtOtherWeights);

    // Then
    assertThat(found.damages())
        .satisfiesExactlyInAnyOrder(
            damage -> assertThat(damage.fault()).contains("hashes to"),
            damage -> {
              assertThat(damage.fault()).contains("was not read", "sha256sum was killed");
              assertThat(damage.models()).containsExactly("b:latest");
            });

    // Then a repair does not take it for damaged
    assertThatThrownBy(
            () -> store.verifier.model(ModelName.parse("b"), StoreVerifierTest::failAtOtherWeights))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("could not be hashed");
    assertThat(store.verifier.model(ModelName.parse("b"), _ -> {})).isEmpty();
  }

  private static void failAtOtherWeights(long bytes) {
    if (bytes == "other weights".length()) {
      throw ProblemCode.PROGRAM_FAILED
          .problem("a file could not be hashed")
          .causedBy("sha256sum was killed")
          .exception();
    }
  }

  @Test
  void what_was_found_is_told_though_it_cannot_be_written_down() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");
    Files.createDirectories(root.resolve("var/lib/ollama-swarm/verified-files.json/in the way"));

    // Then
    assertThat(store.verifier.store(_ -> {}).damages()).hasSize(1);
    assertThat(store.verifier.model(ModelName.parse("a"), _ -> {})).hasSize(1);
  }

  @Test
  void a_model_that_is_deleted_meanwhile_is_no_damage() {
    // Given
    store.models.trust(ModelName.parse("a"));

    // Then
    assertThat(store.verifier.store(_ -> delete("a", "config a", "weights")).damages()).isEmpty();
  }

  private void delete(String name, String... contents) {
    var model = ModelName.parse(name);
    try {
      Files.deleteIfExists(store.manifest(model));
      for (var content : contents) {
        Files.deleteIfExists(store.blob(content));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.models.forget(model);
  }

  @Test
  void a_sound_blob_that_the_manifest_gives_another_size_is_a_damage() throws Exception {
    // Given
    var manifest = store.manifest(ModelName.parse("b"));
    Files.writeString(manifest, Files.readString(manifest).replace("\"size\":13", "\"size\":14"));

    // Then
    assertThat(store.verifier.store(_ -> {}).damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.fault()).contains("has 13 bytes, not 14"));
  }

  @Test
  void somebody_reads_also_where_the_settings_have_nobody_do_it() throws Exception {
    // When
    var again = new TestStore(root, TestSettings.of(Map.of("nfs-agent.verify.threads", "0")));

    // Then
    assertThat(again.verifier.store(_ -> {}).blobs()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":{\"at\":\"?\"}}", "{\"\u00ff\":{}}", "{"})
  void a_damaged_memory_only_costs_another_reading(String memory) throws Exception {
    // Given
    store.files.write(
        Path.of("/var/lib/ollama-swarm/verified-files.json"), memory.getBytes(ISO_8859_1));

    // When
    var again = new TestStore(root, TestSettings.of(Map.of()));

    // Then
    assertThat(again.models.list()).allMatch(model -> model.lastVerified() == null);
    assertThat(again.verifier.store(_ -> {}).damages()).isEmpty();
  }
}
