package com.wizardsofts.ollamaswarm.nfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.machine.FileHash;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  private static final ModelName MISTRAL = ModelName.parse("mistral:7b");

  @TempDir Path root;
  private TestStore store;

  @BeforeEach
  void a_store_with_a_model() throws Exception {
    store = new TestStore(root, TestSettings.of(Map.of()));
    store.add("mistral:7b", "config", "weights", "license");
  }

  @Test
  void a_model_is_listed_with_the_digest_that_ollama_shows() throws Exception {
    // Given
    store.add("me/other", "config2", "weights");

    // When
    var models = store.models.list();

    // Then
    assertThat(models).extracting(Model::name).containsExactly("me/other:latest", "mistral:7b");
    assertThat(models.getLast().bytes()).isEqualTo("configweightslicense".length());
    assertThat(models.getLast().digest()).isEqualTo(digestOf("library/mistral/7b"));
  }

  @Test
  void the_list_answers_without_reading_and_says_what_is_not_verified_yet() throws Exception {
    // Given a flipped bit in a blob that was never read
    Files.writeString(store.blob("weights"), "wEights");

    // Then
    assertThat(store.models.get("mistral:7b").intact()).isNull();
    assertThat(store.models.get("mistral:7b").lastVerified()).isNull();

    // When it is verified, it is known
    store.verifier.model(MISTRAL, _ -> {});
    assertThat(store.models.get("mistral:7b").intact()).isFalse();

    // When it is repaired by hand, it is not known once more until it is read
    Files.writeString(store.blob("weights"), "weights");
    Files.setLastModifiedTime(store.blob("weights"), FileTime.fromMillis(1));
    assertThat(store.models.get("mistral:7b").intact()).isNull();
    store.verifier.model(MISTRAL, _ -> {});
    assertThat(store.models.get("mistral:7b").intact()).isTrue();
    assertThat(store.models.get("mistral:7b").lastVerified()).isNotNull();
  }

  @Test
  void a_missing_blob_shows_in_the_list_without_a_verification() throws Exception {
    // When
    Files.delete(store.blob("license"));

    // Then
    assertThat(store.models.get("mistral:7b").intact()).isFalse();
  }

  @Test
  void the_nodes_that_serve_a_model_are_those_that_the_lead_told() {
    // Given
    assertThat(store.models.get("mistral:7b").servedBy()).isNull();

    // When
    store.use.put(
        new ModelUse(
            List.of(),
            Map.of(
                "s85", List.of("registry.ollama.ai/library/mistral:7b"),
                "s84", List.of("mistral:7b", "other"))));

    // Then
    assertThat(store.models.get("mistral:7b").servedBy()).containsExactly("s84", "s85");
  }

  @Test
  void a_model_tells_what_its_configuration_says() throws Exception {
    // Given
    store.add("detailed", "{\"model_type\":\"7.2B\",\"file_type\":\"Q4_0\"}", "weights");

    // Then
    var model = store.models.get("detailed");
    assertThat(model.parameters()).isEqualTo("7.2B");
    assertThat(model.quantisation()).isEqualTo("Q4_0");
    assertThat(store.models.get("mistral:7b").parameters()).isNull();
  }

  private String digestOf(String manifest) throws Exception {
    var folder = store.store.models().resolve("manifests/registry.ollama.ai");
    return FileHash.watched(_ -> {}).sha256(store.store.locate(folder.resolve(manifest)));
  }

  @Test
  void a_layer_that_is_named_twice_counts_once() throws Exception {
    // When
    store.add("twice", "config", "weights", "weights");

    // Then
    assertThat(store.models.find(ModelName.parse("twice")).orElseThrow().bytes())
        .isEqualTo("configweights".length());
  }

  @Test
  void a_flipped_bit_of_the_same_size_is_found() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");

    // Then
    assertThat(store.models.faults(MISTRAL))
        .containsExactly(
            "sha256-%s hashes to %s"
                .formatted(TestStore.hash("weights"), TestStore.hash("wEights")));
    assertThat(store.models.list()).extracting(Model::intact).containsExactly(false);
  }

  @Test
  void a_missing_a_truncated_and_a_linked_blob_are_found() throws Exception {
    // Given
    Files.delete(store.blob("config"));
    Files.writeString(store.blob("weights"), "weigh");
    Files.delete(store.blob("license"));
    Files.createSymbolicLink(
        store.blob("license"), Files.writeString(root.resolve("license"), "license"));

    // Then
    assertThat(store.models.faults(MISTRAL))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("is missing"),
            second -> assertThat(second).endsWith("has 5 bytes, not 7"),
            third -> assertThat(third).endsWith("is not a plain file"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "{}",
        "[1]",
        "{\"config\":{\"digest\":\"sha256:../../../etc/passwd\",\"size\":1},\"layers\":[]}",
        "{\"config\":{\"digest\":\"sha256:00\",\"size\":1},\"layers\":[{\"size\":-1}]}"
      })
  void a_broken_manifest_is_listed_as_not_intact(String json) throws Exception {
    // When
    store.addManifest("broken", json);

    // Then
    assertThat(store.models.list())
        .filteredOn(model -> Boolean.FALSE.equals(model.intact()))
        .extracting(Model::name)
        .containsExactly("broken:latest");
  }

  @Test
  void a_blob_is_hashed_again_only_when_it_changed() throws Exception {
    // Given a blob that was hashed, then changed in a way that shows nowhere
    assertThat(store.models.faults(MISTRAL)).isEmpty();
    var blob = store.blob("weights");
    var time = Files.getLastModifiedTime(blob);
    Files.writeString(blob, "wEights");
    Files.setLastModifiedTime(blob, time);

    // Then it is not read again, but it is once its time moved
    assertThat(store.models.faults(MISTRAL)).isEmpty();
    Files.setLastModifiedTime(blob, FileTime.fromMillis(time.toMillis() + 1));
    assertThat(store.models.faults(MISTRAL)).hasSize(1);
  }

  @Test
  void what_is_no_manifest_is_not_listed() throws Exception {
    // Given
    var folder = store.store.locate(store.store.models()).resolve("manifests");
    Files.writeString(folder.resolve("registry.ollama.ai/library/mistral/.7b.new"), "{}");
    Files.createDirectories(folder.resolve("registry.ollama.ai/library/empty"));
    Files.createSymbolicLink(
        folder.resolve("registry.ollama.ai/library/mistral/link"), Path.of("/etc/passwd"));

    // Then
    assertThat(store.models.list()).extracting(Model::name).isEqualTo(List.of("mistral:7b"));
  }

  @Test
  void a_model_that_is_not_there_has_no_manifest() {
    assertThat(store.models.faults(ModelName.parse("none")))
        .containsExactly("the store has no manifest of none:latest");
  }
}
