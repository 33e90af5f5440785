package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.step.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialsTest {
  private static final String DOWNLOAD = "sha256-" + "a".repeat(64) + "-partial";

  @TempDir Path root;
  private Path blobs;
  private Partials partials;

  @BeforeEach
  void a_store_with_a_blob() throws Exception {
    var store = new TestStore(root, TestSettings.of(Map.of()));
    store.add("mistral:7b", "config", "weights");
    blobs = root.resolve("opt/ollama-models/models/blobs");
    partials = new Partials(store.store, store.files, new Await());
  }

  @Test
  void a_download_that_ollama_can_go_on_with_is_kept() throws Exception {
    // Given
    write(DOWNLOAD, "0123456789");
    part(0, 0, 6, 6);
    part(1, 6, 4, 0);

    // Then
    assertThat(kept()).hasSize(3);
  }

  @Test
  void a_note_that_was_only_begun_ends_the_download() throws Exception {
    // Given
    write(DOWNLOAD, "0123456789");
    part(0, 0, 6, 6);
    write(DOWNLOAD + "-1", "");

    // Then
    assertThat(kept()).isEmpty();
  }

  @Test
  void a_missing_note_ends_the_download() throws Exception {
    // Given
    write(DOWNLOAD, "0123456789");
    part(1, 6, 4, 0);
    assertThat(kept()).isEmpty();

    // And the last one missing
    write(DOWNLOAD, "0123456789");
    part(0, 0, 6, 6);
    assertThat(kept()).isEmpty();
  }

  @Test
  void notes_without_a_file_end_the_download() throws Exception {
    // Given
    part(0, 0, 6, 0);

    // Then
    assertThat(kept()).isEmpty();
  }

  private void part(int number, long offset, long size, long completed) throws IOException {
    write(
        DOWNLOAD + "-" + number,
        "{\"N\":%d,\"Offset\":%d,\"Size\":%d,\"Completed\":%d}\n"
            .formatted(number, offset, size, completed));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(blobs.resolve(name), text);
  }

  private List<Path> kept() throws IOException {
    partials.removeBroken();
    try (var files = Files.list(blobs)) {
      var all = files.toList();
      assertThat(all).filteredOn(file -> !file.toString().contains("partial")).hasSize(2);
      return all.stream().filter(file -> file.toString().contains("partial")).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
