package com.wizardsofts.ollamaswarm.nfs.export;

import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.OURS;
import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A change of the export that fails half-way: file, kernel and firewall are as before. */
class ExportPutBackTest {
  private static final ExportSpec OLD = spec("10.0.0.0/24", "10.0.1.0/24");
  private static final ExportSpec NEW = spec("10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24");

  @TempDir Path root;
  private ScriptedPrograms programs;
  private HostFiles files;
  private FakeUfw ufw;
  private StoreExport export;
  private String kernel = "";
  private boolean diskFails;

  private enum Failing {
    RULE_DELETED,
    RULE_ADDED,
    SECOND_RULE_ADDED,
    FILE_WRITTEN,
    EXPORTS_REFUSED,
    EXPORTS_READ_TOO_LONG,
    EXPORTS_LISTED,
    CLIENT_LISTED
  }

  @BeforeEach
  void a_server_that_exports_to_two_clients() throws Exception {
    files =
        new HostFiles(root) {
          @Override
          public void write(Path path, String text) {
            if (diskFails && path.equals(OURS)) {
              throw once(() -> diskFails = false, "No space left on device");
            }
            super.write(path, text);
          }
        };
    var server = new ExportingServer(files);
    programs = server.programs;
    programs.on("exportfs -ra", this::readExports);
    programs.on("exportfs -v", () -> new Result(0, kernel, ""));
    ufw = new FakeUfw(files, programs);
    export = server.export(STORE);
    export.put(OLD);
  }

  private static ExportSpec spec(String... clients) {
    return new ExportSpec(STORE, List.of(clients), List.of("ro", "root_squash"));
  }

  /** Until then the kernel goes on with what it had. */
  private Result readExports() {
    kernel = files.read(OURS).orElse("").replaceFirst("#.*\n", "").replace(" ", "\n\t\t");
    return new Result(0, "", "");
  }

  private static ProblemException once(Runnable mended, String cause) {
    mended.run();
    return ProblemCode.PROGRAM_FAILED.problem("It failed").causedBy(cause).exception();
  }

  @ParameterizedTest
  @EnumSource
  void everything_is_as_before(Failing failing) {
    // Given
    var file = files.read(OURS);
    var listed = kernel;
    var rules = List.copyOf(ufw.rules);
    assertThat(List.of(file.isPresent(), listed.contains("10.0.0.0/24"), rules.size() == 2))
        .containsOnly(true);
    fail(failing);

    // When
    var e = catchThrowableOfType(ProblemException.class, () -> export.put(NEW));

    // Then
    assertThat(e.problem().code()).isIn("program.failed", "program.timeout", "export.refused");
    assertThat(e.problem().evidence()).noneMatch(line -> line.startsWith("while the old export"));
    assertThat(files.read(OURS)).isEqualTo(file);
    assertThat(kernel).isEqualTo(listed);
    assertThat(ufw.rules).containsExactlyInAnyOrderElementsOf(rules);

    // When it is asked for again
    var then = export.put(NEW);

    // Then
    assertThat(then.differences(NEW)).isEmpty();
  }

  private void fail(Failing failing) {
    switch (failing) {
      case RULE_DELETED -> failOnce("ufw delete allow", new Result(1, "", "ERROR: busy"));
      case RULE_ADDED -> failOnce("ufw allow proto tcp from 10.0.2", new Result(1, "", "ERROR"));
      case SECOND_RULE_ADDED ->
          failOnce("ufw allow proto tcp from 10.0.3", new Result(1, "", "ERROR"));
      case FILE_WRITTEN -> diskFails = true;
      case EXPORTS_REFUSED ->
          answerOnce(
              "exportfs -ra",
              () -> {
                readExports();
                return new Result(1, "", "exportfs: /opt/ollama-models: not supported\n");
              });
      case EXPORTS_READ_TOO_LONG ->
          answerOnce(
              "exportfs -ra",
              () -> {
                readExports();
                throw ProblemCode.PROGRAM_TIMEOUT.exception("exportfs -ra");
              });
      case EXPORTS_LISTED -> {
        var again =
            new ArrayList<Result>(List.of(new Result(0, kernel, ""), new Result(0, kernel, "")));
        programs.on("exportfs -v", () -> again.isEmpty() ? listedAgain() : again.removeFirst());
      }
      case CLIENT_LISTED ->
          answerOnce(
              "exportfs -ra",
              () -> {
                readExports();
                kernel = kernel.replaceFirst("10.0.3.0", "10.0.4.0");
                return new Result(0, "", "");
              });
    }
  }

  private Result listedAgain() {
    programs.on("exportfs -v", () -> new Result(0, kernel, ""));
    return new Result(1, "", "exportfs: could not open /var/lib/nfs/etab");
  }

  private void failOnce(String command, Result result) {
    answerOnce(command, () -> result);
  }

  /** The newest answer for a command counts; after the first time it is the one before again. */
  private void answerOnce(String command, Supplier<Result> answer) {
    var general =
        List.of("ufw delete allow", "ufw allow", "exportfs -ra").stream()
            .filter(command::startsWith)
            .findFirst()
            .orElseThrow();
    var usual = programs.answer(general);
    var first = new ArrayList<>(List.of(answer));
    programs.on(command, () -> first.isEmpty() ? usual.get() : first.removeFirst().get());
  }

  @Test
  void what_cannot_be_put_back_is_told() {
    // Given
    programs.on("exportfs -ra", () -> new Result(1, "", "exportfs: /opt/ollama-models: no\n"));

    // When
    var e = catchThrowableOfType(ProblemException.class, () -> export.put(NEW));

    // Then
    assertThat(e.problem().evidence())
        .contains("while the old export was put back: exportfs: /opt/ollama-models: no");
    assertThat(Optional.ofNullable(export.file().text())).isEqualTo(files.read(OURS));
  }
}
