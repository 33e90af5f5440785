package com.wizardsofts.ollamaswarm.nfs.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.OneManifest;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pull is the test's own here; Ollama's is met by the test on the lab. */
class ModelRepairTest {
  private static final ModelName MISTRAL = ModelName.parse("mistral:7b");

  @TempDir Path root;
  private final NfsAgentConfig config = TestSettings.of(Map.of());
  private final Operations operations = new Operations();
  private final List<String> fetched = new ArrayList<>();
  private Manifest atRegistry = new Manifest("", List.of(), List.of());
  private TestStore store;
  private Quarantine quarantine;

  @BeforeEach
  void a_verified_store() throws Exception {
    store = new TestStore(root, config);
    store.add("mistral:7b", "config", "weights", "license");
    store.verifier.store(_ -> {});
    atRegistry = store.models.manifest(MISTRAL).orElseThrow();
    quarantine = new Quarantine(store.files, store.blobs, store.store);
  }

  @Test
  void only_the_damaged_blob_is_fetched() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");

    // When
    var operation = repair(this::fetchWhatIsMissing);

    // Then
    assertThat(operation.state()).isEqualTo(Operation.State.DONE);
    assertThat(fetched).containsExactly("weights");
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
    assertNothingIsInQuarantine();
  }

  @Test
  void a_sound_model_is_left_alone() {
    // When
    repair(this::fetchWhatIsMissing);

    // Then
    assertThat(fetched).isEmpty();
  }

  @Test
  void a_tag_that_moved_is_refused_and_nothing_changes() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");
    atRegistry = new Manifest("", List.of(new Manifest.Blob("0".repeat(64), 1)), List.of());

    // When
    var operation = repair(this::fetchWhatIsMissing);

    // Then
    assertThat(Objects.requireNonNull(operation.problem()).code())
        .isEqualTo(ProblemCode.MODEL_TAG_MOVED.code());
    assertThat(fetched).isEmpty();
    assertThat(store.blob("weights")).hasContent("wEights");
  }

  @Test
  void a_model_that_was_deleted_before_its_repair_began_is_not_fetched() throws Exception {
    // Given
    Files.delete(store.manifest(MISTRAL));
    store.models.forget(MISTRAL);

    // When
    var operation = repair(() -> fetched.add("everything"));

    // Then
    assertThat(Objects.requireNonNull(operation.problem()).code())
        .isEqualTo(ProblemCode.NOT_FOUND.code());
    assertThat(fetched).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_tag_that_moved_is_refused_when_the_manifest_is_damaged_too(boolean lost) throws Exception {
    // Given, after a restart of the agent
    store = new TestStore(root, config);
    atRegistry = new Manifest("", List.of(new Manifest.Blob("0".repeat(64), 1)), List.of());
    Files.writeString(store.manifest(MISTRAL), "{");
    if (lost) {
      Files.delete(store.manifest(MISTRAL));
    }

    // When
    var operation = repair(this::fetchWhatIsMissing);

    // Then
    assertThat(Objects.requireNonNull(operation.problem()).code())
        .isEqualTo(ProblemCode.MODEL_TAG_MOVED.code());
  }

  @Test
  void a_fetch_that_fails_puts_the_old_blob_back() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");

    // When
    var operation =
        repair(
            () -> {
              throw ProblemCode.MODEL_PULL_FAILED.exception("no registry");
            });

    // Then
    assertThat(operation.state()).isEqualTo(Operation.State.FAILED);
    assertThat(store.blob("weights")).hasContent("wEights");
    assertNothingIsInQuarantine();
  }

  @Test
  void what_a_killed_repair_left_in_quarantine_goes_back() throws Exception {
    // Given
    quarantine.take(List.of(store.blob("weights").getFileName().toString()));
    assertThat(store.blob("weights")).doesNotExist();

    // When the agent starts anew
    new Quarantine(store.files, store.blobs, store.store).empty();

    // Then
    assertThat(store.blob("weights")).hasContent("weights");
    assertNothingIsInQuarantine();
  }

  @Test
  void a_repair_that_waits_for_another_one_can_be_cancelled() throws Exception {
    // Given
    Files.writeString(store.blob("weights"), "wEights");
    var fetches = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var repair =
        repairBy(
            () -> {
              fetches.countDown();
              assertThatCode(go::await).doesNotThrowAnyException();
            });
    var first = start("First", repair);
    fetches.await();
    var second = start("Second", repair);

    // When
    operations.cancel(second);

    // Then
    assertThat(ended(second).state()).isEqualTo(Operation.State.CANCELLED);
    assertThat(operations.find(first).shown().state()).isEqualTo(Operation.State.RUNNING);
    go.countDown();
    ended(first);
  }

  private void fetchWhatIsMissing() {
    for (var content : List.of("config", "weights", "license")) {
      if (Files.notExists(store.blob(content))) {
        fetched.add(content);
        store.files.write(Path.of("/").resolve(root.relativize(store.blob(content))), content);
      }
    }
  }

  private Operation repair(Runnable pull) {
    return ended(start("Repair", repairBy(pull)));
  }

  private ModelRepair repairBy(Runnable pull) {
    var registry = new OneManifest(config, store.files, () -> atRegistry);
    return new ModelRepair(
        store.verifier,
        store.models,
        store.blobs,
        registry,
        quarantine,
        Runnable::run,
        (_, _, _) -> pull.run());
  }

  private String start(String title, ModelRepair repair) {
    return operations.start(title, operation -> repair.repair(MISTRAL, _ -> {}, operation)).id();
  }

  private Operation ended(String id) {
    return await()
        .until(
            () -> operations.find(id).shown(), shown -> shown.state() != Operation.State.RUNNING);
  }

  private void assertNothingIsInQuarantine() {
    assertThat(root.resolve("opt/ollama-models/.quarantine")).doesNotExist();
  }
}
