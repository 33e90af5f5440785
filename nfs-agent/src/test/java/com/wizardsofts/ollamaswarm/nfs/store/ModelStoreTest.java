package com.wizardsofts.ollamaswarm.nfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
  @TempDir Path root;
  private Path opt;

  @BeforeEach
  void a_server() throws Exception {
    opt = Files.createDirectories(root.resolve("opt"));
  }

  private ModelStore store(String path) {
    return new ModelStore(new HostFiles(root), TestSettings.of(Map.of("nfs-agent.store", path)));
  }

  @Test
  void what_is_missing_is_made_and_can_be_read_by_everybody() throws Exception {
    // When
    store("/opt/ollama-models").prepare();

    // Then
    for (var folder : new String[] {"", "models", "models/blobs", "models/manifests"}) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(opt.resolve("ollama-models").resolve(folder))))
          .isEqualTo("rwxr-xr-x");
    }
  }

  @Test
  void an_existing_store_stays_as_it_is() throws Exception {
    // Given
    var blob = opt.resolve("ollama-models/models/blobs/sha256-x");
    Files.createDirectories(blob.getParent());
    Files.writeString(blob, "content");

    // When
    store("/opt/ollama-models").prepare();

    // Then
    assertThat(blob).hasContent("content");
  }

  @Test
  void a_link_is_refused_wherever_it_is() throws Exception {
    // Given
    Files.createDirectories(root.resolve("etc/x"));
    Files.createSymbolicLink(opt.resolve("link"), root.resolve("etc"));
    Files.createDirectories(opt.resolve("half/models"));
    Files.createSymbolicLink(opt.resolve("half/models/blobs"), root.resolve("etc"));
    Files.createSymbolicLink(opt.resolve("dangling"), root.resolve("nowhere"));

    // Then
    for (var path :
        new String[] {"/opt/link", "/opt/link/x", "/opt/link/new", "/opt/half", "/opt/dangling"}) {
      assertThatThrownBy(() -> store(path).prepare()).as(path).hasMessageContaining(path);
    }
    assertThat(root.resolve("etc")).isDirectoryNotContaining("glob:**models");
    assertThat(root.resolve("etc/new")).doesNotExist();
    assertThat(root.resolve("nowhere")).doesNotExist();
  }

  @Test
  void a_file_in_its_place_is_refused_and_kept() throws Exception {
    // Given
    Files.writeString(opt.resolve("file"), "mine");

    // When
    var refused = catchThrowableOfType(ProblemException.class, () -> store("/opt/file").prepare());

    // Then
    assertThat(refused.problem().code()).isEqualTo("store.unusable");
    assertThat(opt.resolve("file")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "opt/x",
        "/opt/a b",
        "/opt/../etc",
        "/opt/a:b",
        "/opt/a,b",
        "/opt/#",
        "/opt/*"
      })
  void a_path_that_exports_files_or_docker_cannot_hold_is_refused(String path) {
    assertThatThrownBy(() -> store(path).check())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void it_knows_its_space() {
    // Given
    var store = store("/opt/ollama-models");
    store.prepare();

    // Then
    assertThat(store.freeBytes()).isPositive().isLessThanOrEqualTo(store.totalBytes());
  }
}
