package com.wizardsofts.ollamaswarm.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {
  private static final Path FILE = Path.of("/etc/exports.d/a.exports");
  @TempDir Path root;

  @Test
  void a_missing_file_reads_as_nothing() {
    assertThat(new HostFiles(root).read(FILE)).isEmpty();
  }

  @Test
  void a_written_file_is_read_back_and_nothing_else_lies_beside_it() throws IOException {
    // Given
    var files = new HostFiles(root);
    // When
    files.write(FILE, "one\n");
    files.write(FILE, "two\n");
    // Then
    assertThat(files.read(FILE)).hasValue("two\n");
    try (var beside = Files.list(root.resolve("etc/exports.d"))) {
      assertThat(beside).hasSize(1);
    }
  }

  @Test
  void the_disk_has_the_name_of_each_new_folder_before_what_lies_in_it() {
    // Given
    var synced = new ArrayList<Path>();
    var files = new HostFiles(root, synced::add);
    // When
    files.write(Path.of("/a/b/c/file"), "one\n");
    // Then
    assertThat(synced)
        .containsExactly(root, root.resolve("a"), root.resolve("a/b"), root.resolve("a/b/c"));
    // When
    synced.clear();
    files.append(Path.of("/a/d/log"), "one\n");
    files.append(Path.of("/a/d/log"), "two\n");
    // Then
    assertThat(synced).containsExactly(root.resolve("a"), root.resolve("a/d"));
    // When
    synced.clear();
    files.makeFolder(Path.of("/a/e"));
    files.makeFolder(Path.of("/a/e"));
    // Then
    assertThat(synced).containsExactly(root.resolve("a"));
  }

  @Test
  void the_disk_has_that_a_file_is_gone() {
    // Given
    var synced = new ArrayList<Path>();
    var files = new HostFiles(root, synced::add);
    files.write(FILE, "one\n");
    synced.clear();
    // When
    files.delete(FILE);
    files.delete(FILE);
    // Then
    assertThat(synced).containsExactly(root.resolve("etc/exports.d"));
  }

  @Test
  void what_is_changed_on_the_server_is_counted_and_the_agents_own_state_is_not() {
    // Given
    var files = new HostFiles(root);
    // When
    files.append(Path.of("/var/lib/ollama-swarm/rollouts/r-1.jsonl"), "{}\n");
    files.write(Path.of("/opt/ollama-models/.ollama-swarm-store"), "1");
    files.delete(FILE);
    assertThat(files.changes()).isZero();
    files.write(FILE, "one\n");
    files.delete(FILE);
    // Then
    assertThat(files.changes()).isEqualTo(2);
  }

  @Test
  void the_mode_of_an_existing_file_stays() throws IOException {
    // Given
    var files = new HostFiles(root);
    files.write(FILE, "one\n");
    Files.setPosixFilePermissions(files.locate(FILE), PosixFilePermissions.fromString("rw-r-----"));
    // When
    files.write(FILE, "two\n");
    // Then
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.locate(FILE))))
        .isEqualTo("rw-r-----");
  }

  @Test
  void a_failed_write_leaves_the_old_text_and_names_the_path() {
    // Given: a folder stands where the file should be
    var files = new HostFiles(root);
    files.write(FILE.resolve("inner"), "x");
    // When
    assertThatThrownBy(() -> files.write(FILE, "two\n"))
        // Then
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().detail()).contains(FILE.toString()));
    assertThat(files.read(FILE.resolve("inner"))).hasValue("x");
  }

  @Test
  void appended_lines_follow_each_other_in_a_file_that_only_its_owner_reads() throws IOException {
    // Given
    var files = new HostFiles(root);
    // When
    files.append(FILE, "one\n");
    files.append(FILE, "two\n");
    // Then
    assertThat(files.read(FILE)).hasValue("one\ntwo\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.locate(FILE))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_disk_that_fills_up_in_the_middle_of_a_line_keeps_the_lines_before_it() throws IOException {
    // Given
    var files = new HostFiles(root);
    files.append(FILE, "one\n");
    // When
    try (var full = new FullChannel(files.locate(FILE), 2)) {
      assertThatThrownBy(() -> HostFiles.appendWhole(full, "two\n"))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
    // Then
    assertThat(files.read(FILE)).hasValue("one\n");
    files.append(FILE, "three\n");
    assertThat(files.read(FILE)).hasValue("one\nthree\n");
  }
}
