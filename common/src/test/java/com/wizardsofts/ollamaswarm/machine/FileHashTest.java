package com.wizardsofts.ollamaswarm.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileHashTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 262_144, 262_145, 3_000_000})
  void a_file_of_any_size_has_the_hash_that_java_finds(int bytes) throws Exception {
    // Given
    var content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    var file = Files.write(folder.resolve("blob"), content);
    var told = new AtomicLong();
    // When
    var hash = FileHash.sha256(file, told::addAndGet);
    // Then
    assertThat(hash)
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    assertThat(told).hasValue(bytes);
  }

  @Test
  void a_file_that_is_not_there_is_no_trouble_of_the_program() {
    assertThatThrownBy(() -> FileHash.sha256(folder.resolve("none"), _ -> {}))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-program", "false", "true"})
  void a_program_that_fails_says_nothing_about_the_file(String program) throws Exception {
    var file = Files.write(folder.resolve("blob"), new byte[3_000_000]);
    assertThatThrownBy(() -> FileHash.by(program, file, _ -> {}))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("program.failed"));
  }

  @Test
  void whoever_is_told_of_the_bytes_can_end_it_and_leaves_no_process() throws Exception {
    var file = Files.write(folder.resolve("blob"), new byte[3_000_000]);
    assertThatThrownBy(
            () ->
                FileHash.by(
                    "cat",
                    file,
                    _ -> {
                      throw new CancellationException();
                    }))
        .isInstanceOf(CancellationException.class);
    Awaitility.await().until(() -> ProcessHandle.current().children().noneMatch(this::isCat));
  }

  private boolean isCat(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/cat");
  }
}
