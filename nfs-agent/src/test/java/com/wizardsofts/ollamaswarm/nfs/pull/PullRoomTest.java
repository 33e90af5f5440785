package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.OneManifest;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullRoomTest {
  private static final ModelName MISTRAL = ModelName.parse("mistral:7b");
  private static final ModelName PHI = ModelName.parse("phi3");

  @TempDir Path root;
  private TestStore store;
  private PullRoom room;

  @BeforeEach
  void a_store() throws Exception {
    var config = TestSettings.of(Map.of("nfs-agent.pull.keep-free", "1"));
    store = new TestStore(root, config);
    room = new PullRoom(store.store, config);
  }

  @Test
  void what_is_refused_takes_no_room_from_others() {
    // Given
    assertRefused(MISTRAL, Long.MAX_VALUE);

    // Then
    assertThatCode(() -> room.require(PHI, 1)).doesNotThrowAnyException();
  }

  @Test
  void what_is_still_to_come_of_others_counts() {
    // Given
    var half = store.store.freeBytes() / 2;
    room.require(MISTRAL, half + 1);

    // Then
    assertRefused(PHI, half + half / 2);
    room.release(MISTRAL);
    assertThatCode(() -> room.require(PHI, half + half / 2)).doesNotThrowAnyException();
  }

  private void assertRefused(ModelName model, long bytes) {
    assertThatThrownBy(() -> room.require(model, bytes)).hasMessageContaining("bytes free");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "1125899906842625", "-1", "9223372036854775808"})
  void sizes_that_no_blob_has_are_no_reason_to_pull_without_knowing_the_size(String size) {
    // Given
    var part = "{\"digest\":\"sha256:%s\",\"size\":%s}".formatted("a".repeat(64), size);
    var text = "{\"config\":%s,\"layers\":[%s]}".formatted(part, part);
    var config = TestSettings.of(Map.of());
    var registry =
        new OneManifest(
            config, store.files, () -> Manifest.of(text.getBytes(StandardCharsets.UTF_8)));
    var partials = new Partials(store.store, store.files, new Await());
    var missing = new MissingBytes(registry, store.blobs, partials);

    // Then
    assertThatThrownBy(() -> missing.of(MISTRAL))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().cause()).contains("without a digest and size"));
  }
}
