package com.wizardsofts.ollamaswarm.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileHashTest {
  private static final int LARGE = 3_000_000;

  @TempDir Path folder;
  private int looks;

  @ParameterizedTest
  @CsvSource({
    "0, false", "1, false", "262144, false", "262145, false", "3000000, false",
    "0, true", "1, true", "262144, true", "262145, true", "3000000, true"
  })
  void a_file_of_any_size_has_the_hash_that_java_finds(int bytes, boolean isPaced)
      throws Exception {
    // Given
    var content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    var file = Files.write(folder.resolve("blob"), content);
    var told = new AtomicLong();
    // When
    var hash =
        (isPaced ? FileHash.paced(told::addAndGet) : FileHash.watched(told::addAndGet))
            .sha256(file);
    // Then
    assertThat(hash)
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    assertThat(told).hasValue(bytes);
  }

  @Test
  void a_small_file_needs_no_program() throws Exception {
    var file = Files.write(folder.resolve("blob"), new byte[FileHash.SMALL_BYTES]);
    assertThat(new FileHash("no-such-program", _ -> {}, false).sha256(file))
        .isEqualTo("8a39d2abd3999ab73c34db2476849cddf303ce389b35826850f9a700589b4a90");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_file_that_is_not_there_is_no_trouble_of_the_program(boolean isPaced) {
    assertThatThrownBy(
            () -> new FileHash("sha256sum", _ -> {}, isPaced).sha256(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_file_that_the_program_cannot_read_is_no_trouble_of_the_program() throws Exception {
    // Given a file whose first bytes no reader gets
    var file = Path.of("/proc/self/mem");
    try (var channel = FileChannel.open(file)) {
      assertThatThrownBy(() -> FileHash.watched(_ -> {}).watch(file, channel))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Input/output error");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no-such-program, false", "false, false", "true, false",
    "no-such-program, true", "false, true", "true, true"
  })
  void a_program_that_fails_says_nothing_about_the_file(String program, boolean isPaced)
      throws Exception {
    var hash = new FileHash(program, _ -> {}, isPaced);
    assertThatThrownBy(() -> hash.sha256(large()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("program.failed"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoever_is_told_of_the_bytes_can_end_it_and_leaves_no_process(boolean isPaced)
      throws Exception {
    // Given a program that reads some of the file, and waits then until its output is read
    var hash = new FileHash("cat", this::refuse, isPaced);
    // Then
    assertThatThrownBy(() -> hash.sha256(large())).isInstanceOf(CancellationException.class);
    Awaitility.await().until(() -> ProcessHandle.current().children().noneMatch(this::isCat));
  }

  @Test
  void a_thread_that_is_interrupted_ends_it_and_leaves_no_process() throws Exception {
    var hash = new FileHash("cat", _ -> Thread.currentThread().interrupt(), false);
    assertThatThrownBy(() -> hash.sha256(large())).isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    Awaitility.await().until(() -> ProcessHandle.current().children().noneMatch(this::isCat));
  }

  private void refuse(long bytes) {
    if (bytes > 0 && bytes < LARGE) {
      throw new CancellationException();
    }
    assertThat(looks++).as("looks without a byte read").isLessThan(100);
  }

  private Path large() throws IOException {
    return Files.write(folder.resolve("blob"), new byte[LARGE]);
  }

  private boolean isCat(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/cat");
  }
}
