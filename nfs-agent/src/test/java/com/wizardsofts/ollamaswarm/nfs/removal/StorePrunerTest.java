package com.wizardsofts.ollamaswarm.nfs.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.Pruned.Leftover;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorePrunerTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path root;
  private TestStore store;
  private StorePruner pruner;

  @BeforeEach
  void a_store_with_leftovers() throws Exception {
    var config = TestSettings.of(Map.of());
    store = new TestStore(root, config);
    store.add("a", "config", "weights");
    age(store.blob("weights"));
    Files.writeString(store.blob("unused"), "unused");
    Files.writeString(partial("-partial-0"), "half");
    Files.writeString(partial("-fetch"), "a third");
    Files.writeString(store.blob("weights").resolveSibling("notes.txt"), "somebody's");
    pruner = new StorePruner(store.models, store.blobs, Supplier::get, config, CLOCK);
  }

  @Test
  void what_was_touched_within_the_grace_time_stays() {
    assertThat(pruner.prune(false).files()).isEmpty();
    assertThat(store.blob("unused")).exists();
  }

  @Test
  void a_dry_run_only_tells() throws Exception {
    // Given
    age(store.blob("unused"));
    age(partial("-partial-0"));
    age(store.blob("weights").resolveSibling("notes.txt"));

    // When
    var told = pruner.prune(true);

    // Then
    assertThat(told.files())
        .containsExactlyInAnyOrder(
            new Leftover("blobs/" + store.blob("unused").getFileName(), 6),
            new Leftover("blobs/" + partial("-partial-0").getFileName(), 4));
    assertThat(told.bytes()).isEqualTo(10);
    assertThat(store.blob("unused")).exists();
  }

  @Test
  void leftovers_go_and_nothing_else() throws Exception {
    // Given
    age(store.blob("unused"));
    age(partial("-partial-0"));
    age(partial("-fetch"));

    // When
    pruner.prune(false);

    // Then
    assertThat(store.blob("unused")).doesNotExist();
    assertThat(partial("-partial-0")).doesNotExist();
    assertThat(partial("-fetch")).doesNotExist();
    assertThat(store.blob("weights")).exists();
    assertThat(store.blob("weights").resolveSibling("notes.txt")).exists();
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
  }

  @Test
  void with_a_broken_manifest_nothing_is_deleted() throws Exception {
    // Given
    age(store.blob("unused"));
    store.addManifest("broken", "{");

    // Then
    assertThatThrownBy(() -> pruner.prune(false))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("broken:latest");
    assertThat(store.blob("unused")).exists();
  }

  @Test
  void with_a_lost_manifest_nothing_is_deleted() throws Exception {
    // Given a verification before and one after
    store.verifier.store(_ -> {});
    Files.delete(
        store
            .store
            .locate(store.store.models())
            .resolve("manifests/registry.ollama.ai/library/a/latest"));
    store.verifier.store(_ -> {});

    // Then
    assertThatThrownBy(() -> pruner.prune(false))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("a:latest");
    assertThat(store.blob("weights")).exists();
  }

  private Path partial(String end) {
    return Path.of(store.blob("other") + end);
  }

  private static void age(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(CLOCK.instant().minus(Duration.ofDays(2))));
  }
}
