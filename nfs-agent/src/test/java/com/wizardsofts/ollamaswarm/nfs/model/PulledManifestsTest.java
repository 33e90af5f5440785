package com.wizardsofts.ollamaswarm.nfs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PulledManifestsTest {
  private static final ModelName MISTRAL = ModelName.parse("mistral:7b");

  @TempDir Path root;
  private TestStore store;
  private PulledManifests manifests;

  @BeforeEach
  void a_model_that_ollama_has_pulled() throws Exception {
    store = new TestStore(root, TestSettings.of(Map.of()));
    store.pull("mistral:7b", "config", "weights");
    manifests = new PulledManifests(store.store, store.files, store.models, store.blobs);
  }

  @Test
  void an_intact_model_is_shown_and_is_no_longer_staged() {
    // Given
    assertThat(store.models.list()).isEmpty();

    // When
    manifests.publish(MISTRAL, List.of());

    // Then
    assertThat(store.models.list()).extracting(Model::intact).containsExactly(true);
    assertThat(store.files.exists(manifests.folder().resolve(MISTRAL.manifest()))).isFalse();
  }

  @Test
  void a_bad_blob_is_not_shown_and_goes_so_that_the_next_pull_fetches_it() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");

    // When
    var problem = refused();

    // Then
    assertThat(problem.code()).isEqualTo("model.damaged");
    assertThat(problem.cause()).contains("hashes to");
    assertThat(problem.remedy()).contains("Pull it again");
    assertThat(store.models.list()).isEmpty();
    assertThat(store.blob("weights")).doesNotExist();
    assertThat(store.blob("config")).exists();
  }

  @Test
  void a_bad_blob_that_a_model_of_the_store_needs_stays_for_its_repair() throws Exception {
    // Given
    store.add("other", "weights", "license");
    Files.writeString(store.blob("weights"), "wEights");

    // When
    var problem = refused();

    // Then
    assertThat(problem.remedy()).contains("Repair");
    assertThat(store.blob("weights")).exists();
  }

  @Test
  void a_bad_blob_stays_while_nobody_knows_who_needs_it() throws Exception {
    // Given
    store.addManifest("broken", "{");
    Files.writeString(store.blob("weights"), "wEights");

    // When
    refused();

    // Then
    assertThat(store.blob("weights")).exists();
  }

  @Test
  void a_cancelled_verification_deletes_nothing() {
    // When
    Thread.currentThread().interrupt();
    var thrown = catchThrowable(() -> manifests.publish(MISTRAL, List.of()));
    var interrupted = Thread.interrupted();

    // Then
    assertThat(thrown).isInstanceOf(CancellationException.class);
    assertThat(interrupted).isTrue();
    assertThat(store.blob("config")).exists();
    assertThat(store.blob("weights")).exists();
    manifests.publish(MISTRAL, List.of());
    assertThat(store.models.list()).extracting(Model::intact).containsExactly(true);
  }

  @Test
  void a_model_that_was_shown_when_the_agent_was_killed_is_believed_at_its_start()
      throws Exception {
    // Given another version, whose manifest was written and not yet remembered
    manifests.publish(MISTRAL, List.of());
    store.add("mistral:7b", "config", "new weights");
    var shown = Files.readAllBytes(store.manifest(MISTRAL));
    var staged = manifests.folder().resolve(MISTRAL.manifest());
    store.files.write(staged, shown);
    assertThat(store.models.faults(MISTRAL)).isNotEmpty();

    // When
    manifests.start(new StartupEvent());

    // Then
    assertThat(store.models.faults(MISTRAL)).isEmpty();
    assertThat(store.files.exists(staged)).isFalse();
  }

  @Test
  void a_model_that_was_only_staged_when_the_agent_was_killed_stays_so() throws Exception {
    // Given
    manifests.publish(MISTRAL, List.of());
    store.pull("mistral:7b", "config", "new weights");
    store.addManifest("mistral:7b", "{");

    // When
    manifests.start(new StartupEvent());

    // Then
    assertThat(store.files.exists(manifests.folder().resolve(MISTRAL.manifest()))).isTrue();
    assertThat(store.models.faults(MISTRAL)).isNotEmpty();
  }

  @Test
  void another_model_than_the_expected_one_leaves_the_models_as_they_were() throws Exception {
    // Given
    manifests.publish(MISTRAL, List.of());
    var before = Files.readAllBytes(store.manifest(MISTRAL));
    store.pull("mistral:7b", "config", "new weights");
    store.files.write(
        store.store.models().resolve("manifests").resolve(MISTRAL.manifest()), before);
    var expected = List.of(TestStore.hash("config"), TestStore.hash("weights"));

    // When
    var problem =
        catchThrowableOfType(ProblemException.class, () -> manifests.publish(MISTRAL, expected))
            .problem();

    // Then
    assertThat(problem.code()).isEqualTo("model.tag-moved");
    assertThat(store.manifest(MISTRAL)).hasBinaryContent(before);
    assertThat(store.models.faults(MISTRAL)).isEmpty();
  }

  private Problem refused() {
    return catchThrowableOfType(ProblemException.class, () -> manifests.publish(MISTRAL, List.of()))
        .problem();
  }
}
