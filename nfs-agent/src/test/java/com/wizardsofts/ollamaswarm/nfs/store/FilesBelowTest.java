package com.wizardsofts.ollamaswarm.nfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesBelowTest {
  @TempDir Path root;

  @Test
  void plain_files_are_found_as_deep_as_asked() throws Exception {
    // Given
    var folder = Files.createDirectories(root.resolve("a/b"));
    var file = Files.writeString(folder.resolve("file"), "");
    var above = Files.writeString(root.resolve("a/above"), "");
    Files.createSymbolicLink(root.resolve("link"), file);
    Files.createSymbolicLink(root.resolve("other"), folder);

    // Then
    assertThat(FilesBelow.find(root, 3, _ -> true)).containsExactlyInAnyOrder(above, file);
    assertThat(FilesBelow.find(root, 2, _ -> true)).containsExactly(above);
    assertThat(FilesBelow.find(root, 3, it -> !it.equals(folder))).containsExactly(above);
  }

  @Test
  void what_vanishes_meanwhile_was_never_there() throws Exception {
    // Given folders of which the first that is entered deletes the others
    var folders = List.of("a", "b", "c").stream().map(root::resolve).toList();
    for (var folder : folders) {
      Files.writeString(Files.createDirectory(folder).resolve("file"), "");
    }
    var entered = new ArrayList<Path>();

    // When
    var found =
        FilesBelow.find(
            root,
            2,
            folder -> {
              if (folders.contains(folder)) {
                entered.add(folder);
                folders.stream().filter(it -> !it.equals(folder)).forEach(FilesBelowTest::delete);
              }
              return true;
            });

    // Then
    assertThat(entered).hasSize(1);
    assertThat(found).containsExactly(entered.getFirst().resolve("file"));
  }

  private static void delete(Path folder) {
    try {
      Files.delete(folder.resolve("file"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_folder_that_is_missing_is_an_error() {
    assertThatThrownBy(() -> FilesBelow.find(root.resolve("none"), 1, _ -> true))
        .isInstanceOf(NoSuchFileException.class);
  }
}
