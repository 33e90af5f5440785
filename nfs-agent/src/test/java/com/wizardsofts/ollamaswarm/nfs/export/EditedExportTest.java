package com.wizardsofts.ollamaswarm.nfs.export;

import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.OURS;
import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our exports file, into which somebody else wrote too, or wants to through us. */
class EditedExportTest {
  private static final String THEIRS = "# ticket 4711\n/srv/backup 10.9.0.8(ro) 10.9.0.9(ro)\n";
  private static final ExportSpec SPEC = spec("10.0.0.0/24");
  private static final ExportSpec NEW = spec("10.0.0.0/24", "10.1.0.0/24");

  @TempDir Path root;
  private HostFiles files;
  private ExportingServer server;
  private StoreExport export;

  @BeforeEach
  void a_store_that_is_exported() throws IOException {
    files = new HostFiles(root);
    server = new ExportingServer(files);
    export = server.export(STORE);
    export.put(SPEC);
  }

  private static ExportSpec spec(String... clients) {
    return new ExportSpec(STORE, List.of(clients), List.of("ro"));
  }

  private String text() {
    return server.text();
  }

  private String owner() {
    return text().lines().findFirst().orElseThrow() + "\n";
  }

  private void append(String text) {
    files.write(OURS, text() + text);
  }

  private static Problem problem(ThrowingCallable call) {
    return catchThrowableOfType(ProblemException.class, call).problem();
  }

  @Test
  void what_others_wrote_before_a_change_is_there_in_it_and_after_it() {
    // Given
    files.write(OURS, "# by hand\n" + text() + "\n" + THEIRS);
    var former = export.file();

    // When
    export.put(NEW);

    // Then
    assertThat(text()).contains("# by hand\n", STORE + " 10.1.0.0/24(ro)\n\n" + THEIRS);

    // When
    export.restore(former);

    // Then
    assertThat(export.file()).isEqualTo(former);
  }

  @Test
  void what_others_wrote_since_a_change_stays_when_it_is_put_back() {
    // Given
    var former = export.file();
    export.put(NEW);
    append(THEIRS);

    // When
    export.restore(former);

    // Then
    assertThat(text()).isEqualTo(former.text() + THEIRS);

    // When
    export.restore(new ExportFile(null));

    // Then
    assertThat(text()).isEqualTo(THEIRS);

    // When
    export.put(SPEC);

    // Then
    assertThat(text()).isEqualTo(former.text() + THEIRS);
  }

  @Test
  void what_others_took_out_since_a_change_does_not_come_back() {
    // Given
    var alone = text();
    append(THEIRS);
    var former = export.file();
    export.put(NEW);
    files.write(OURS, text().replace(THEIRS, ""));

    // When
    export.restore(former);

    // Then
    assertThat(text()).isEqualTo(alone);
  }

  @Test
  void what_an_order_would_make_of_the_file_is_told_and_not_made() {
    // Given
    append(THEIRS);
    var before = export.file();

    // When
    var preview = export.preview(NEW);

    // Then
    assertThat(export.file()).isEqualTo(before);

    // When
    export.put(NEW);

    // Then
    assertThat(export.file()).isEqualTo(preview);
  }

  @Test
  void the_first_line_of_an_earlier_version_is_ours_and_comes_back() {
    // Given
    var earlier =
        "# Written by nfs-agent (Ollama Swarm Agents), which overwrites changes made by hand.\n";
    files.write(OURS, text().replace(owner(), earlier) + THEIRS);
    var former = export.file();

    // When
    export.put(NEW);

    // Then
    assertThat(text()).doesNotContain(earlier).endsWith(THEIRS);

    // When
    export.restore(former);

    // Then
    assertThat(export.file()).isEqualTo(former);

    // When
    export.restore(new ExportFile(null));

    // Then
    assertThat(text()).isEqualTo(THEIRS);
  }

  @Test
  void a_line_of_others_that_looks_like_ours_is_no_former_place_of_the_store() throws IOException {
    // Given
    Files.createDirectories(root.resolve("srv/backup"));
    append("/srv/backup 10.9.0.8(ro)\n");
    var moved = server.export("/opt/other");

    // When
    var state =
        moved.put(
            new ExportSpec("/opt/other", List.of("10.0.0.0/24"), List.of("ro"))
                .droppingFormer(true));

    // Then
    assertThat(state.former()).isEmpty();
    assertThat(text())
        .isEqualTo(owner() + "/opt/other 10.0.0.0/24(ro)\n/srv/backup 10.9.0.8(ro)\n");
  }

  @Test
  void a_broken_line_of_others_does_not_stop_ours() {
    // Given
    var former = export.file();
    export.put(NEW);
    append("/gone 10.9.0.8(ro) 10.9.0.9(ro)\n");
    server.complaint = "exportfs: Failed to stat /gone: No such file or directory\n";

    // When
    export.restore(former);

    // Then
    assertThat(text()).startsWith(Objects.requireNonNull(former.text())).contains("/gone");
  }

  @Test
  void a_line_of_others_that_covers_the_store_is_a_conflict() {
    // Given
    append("/opt *(rw)\n");
    var text = text();

    // When
    var problem = problem(() -> export.put(NEW));

    // Then
    assertThat(problem.code()).isEqualTo("export.conflict");
    assertThat(problem.cause()).isEqualTo(OURS + ":3 exports /opt");
    assertThat(text()).isEqualTo(text);
  }

  @Test
  void our_line_that_cannot_be_told_any_more_stops_with_the_difference() {
    // Given
    var former = export.file();
    export.put(NEW);
    files.write(OURS, text().replace(" 10.1.0.0/24(ro)", " 10.1.0.0/24(ro) 10.2.0.9(rw)"));
    var text = text();

    // When
    var problem = problem(() -> export.restore(former));

    // Then
    assertThat(problem.code()).isEqualTo("file.edited");
    assertThat(problem.detail())
        .contains("-/opt/ollama-models 10.1.0.0/24(ro) 10.2.0.9(rw)")
        .doesNotContain("-/opt/ollama-models 10.0.0.0/24(ro)");
    assertThat(problem.remedy()).contains("roll back again");
    assertThat(text()).isEqualTo(text);

    // When
    files.write(OURS, text.replace(" 10.2.0.9(rw)", ""));
    export.restore(former);

    // Then
    assertThat(export.file()).isEqualTo(former);
  }

  @Test
  void a_line_that_somebody_had_made_of_ours_has_to_be_put_back_by_hand() {
    // Given
    files.write(OURS, text().replace("(ro)", "(ro) 10.2.0.9(rw)"));
    var former = export.file();
    export.put(NEW);

    // When
    var problem = problem(() -> export.restore(former));

    // Then
    assertThat(problem.code()).isEqualTo("bad-input");
    assertThat(problem.remedy()).contains("by hand", OURS.toString(), "roll back again");

    // When
    files.write(OURS, Objects.requireNonNull(former.text()));
    export.restore(former);

    // Then
    assertThat(export.file()).isEqualTo(former);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OWNER/opt/ollama-models *(ro)\n",
        "OWNER/opt/ollama-models 10.0.0.0/24(ro,refer=/etc)\n",
        "OWNER/opt/ollama-models 10.0.0.0/24(ro) 10.1.0.0/24(rw)\n",
        "OWNER/opt/ollama-models -rw 10.0.0.0/24(ro)\n",
        "OWNER\"/opt/ollama-models\" 10.0.0.0/24(rw)\n",
        "OWNER/opt/ollama-models 10.0.0.0/24(ro) \\\n *(rw)\n"
      })
  void an_export_of_the_store_that_the_agent_would_not_make_is_refused(String text) {
    // Given
    var ours = export.file();
    var forged = new ExportFile(text.replace("OWNER", owner()));

    // When
    var problem = problem(() -> export.restore(forged));

    // Then
    assertThat(problem.code()).isEqualTo("bad-input");
    assertThat(export.file()).isEqualTo(ours);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ *(rw)\n",
        "OWNER/ 10.0.0.0/24(ro)\n",
        "OWNER/opt/ollama-models 10.0.0.0/24(ro)\n/ 10.0.0.0/24(rw)\n",
        "OWNER/srv/backup 10.9.0.8(ro) 10.9.0.9(rw)\n",
        "OWNER/srv/backup 10.9.0.8(ro) \\\n/opt/ollama-models 10.0.0.0/24(ro)\n 10.9.0.9(ro)\n",
        "OWNER# \\\n/opt/ollama-models 10.0.0.0/24(ro)\n# ticket\n/srv/backup 10.9.0.7(rw)\n"
      })
  void another_path_is_exported_by_nobody_through_us(String text) {
    // Given
    var theirs = "/srv/backup 10.9.0.8(ro) \\\n 10.9.0.9(ro)\n# ticket\n";
    append(theirs);
    var forged = new ExportFile(text.replace("OWNER", owner()));

    // When
    export.restore(forged);

    // Then
    assertThat(new ExportText(text(), Set.of(STORE)).foreign())
        .containsExactly("/srv/backup 10.9.0.8(ro) \\\n 10.9.0.9(ro)\n", "# ticket\n");
  }
}
