package com.wizardsofts.ollamaswarm.nfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableCheckTest {
  private static final String A = "aaaaaaaaaaaaaaaa";
  private static final String BLOB = "models/blobs/sha256-" + A + A + A + A;
  private static final String MANIFEST = "models/manifests/registry.ollama.ai/library/mistral/7b";

  @TempDir Path root;

  @BeforeEach
  void a_store_that_all_may_read() throws IOException {
    for (var file : List.of(BLOB, MANIFEST)) {
      Files.createDirectories(at(file).getParent());
      Files.writeString(at(file), "x");
    }
    try (var all = Files.walk(at(""))) {
      for (var place : all.toList()) {
        mode(place, Files.isDirectory(place) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
  }

  @Test
  void files_that_all_may_read_are_no_finding() {
    assertThat(look()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {BLOB, MANIFEST})
  void a_file_for_its_owner_alone_is_found_with_the_command_that_opens_it(String file)
      throws IOException {
    mode(at(file), "rw-------");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("store.unreadable");
              assertThat(found.cause())
                  .isEqualTo("others than its owner may not read /opt/ollama-models/" + file);
              assertThat(found.remedy()).contains("chmod -R o+rX /opt/ollama-models/models");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "models", "models/blobs", "models/manifests/registry.ollama.ai"})
  void a_folder_that_others_cannot_enter_is_found(String folder) throws IOException {
    mode(at(folder), "rwxr--r--");
    assertThat(look()).extracting(Finding::code).containsExactly("store.unreadable");
  }

  @Test
  void many_are_one_finding() throws IOException {
    mode(at(BLOB), "rw-------");
    mode(at(MANIFEST), "rw-------");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.cause()).endsWith(BLOB + " and 1 more");
              assertThat(found.evidence()).hasSize(2);
            });
  }

  @Test
  void what_is_still_being_written_is_nobodys_to_read() throws IOException {
    for (var name : List.of(".7b123.new", "sha256-" + "b".repeat(64) + "-partial-0")) {
      mode(Files.writeString(at(BLOB).resolveSibling(name), "x"), "rw-------");
    }
    assertThat(look()).isEmpty();
  }

  private static void mode(Path place, String mode) throws IOException {
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(mode));
  }

  private Path at(String place) {
    return root.resolve("opt/ollama-models").resolve(place);
  }

  private List<Finding> look() {
    return new ReadableCheck(new ModelStore(new HostFiles(root), TestSettings.of(Map.of()))).look();
  }
}
