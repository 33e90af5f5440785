package com.wizardsofts.ollamaswarm.nfs.export;

import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.OURS;
import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreExportTest {
  private static final Path FOREIGN = Path.of("/etc/exports");
  private static final ExportSpec SPEC =
      new ExportSpec(STORE, List.of("10.0.0.0/24", "fd00::/64"), List.of("ro", "root_squash"));

  @TempDir Path root;
  private HostFiles files;
  private ExportingServer server;
  private ScriptedPrograms programs;
  private StoreExport export;

  @BeforeEach
  void a_server_with_an_empty_store() throws Exception {
    files = new HostFiles(root);
    server = new ExportingServer(files);
    programs = server.programs;
    export = server.export(STORE);
  }

  @Test
  void a_line_for_each_client_is_written_and_read_back() {
    // When
    var state = export.put(SPEC);

    // Then
    assertThat(files.read(OURS).orElseThrow().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("#").contains("nfs-agent"),
            second -> assertThat(second).isEqualTo(STORE + " 10.0.0.0/24(ro,root_squash)"),
            third -> assertThat(third).isEqualTo(STORE + " fd00::/64(ro,root_squash)"));
    assertThat(state.exported()).hasSize(2);
    assertThat(state.differences(SPEC)).isEmpty();
  }

  @Test
  void clients_pass_the_firewall_for_as_long_as_they_are_exported_to() {
    // Given
    var ufw = new FakeUfw(files, programs);
    var former = export.file();

    // When
    export.put(new ExportSpec(STORE, List.of("10.0.0.0/24"), List.of("ro")));

    // Then
    assertThat(ufw.rules).hasSize(1);
    assertThat(ufw.rules.getFirst()).contains("from 10.0.0.0/24 to any port 2049 proto tcp");

    // When
    export.restore(former);

    // Then
    assertThat(ufw.rules).isEmpty();
  }

  @Test
  void a_rule_that_the_firewall_lost_is_made_again() {
    // Given
    var ufw = new FakeUfw(files, programs);
    export.put(SPEC);
    ufw.rules.removeFirst();
    assertThat(export.state().differences(SPEC)).hasSize(1);

    // When
    export.put(SPEC);

    // Then
    assertThat(ufw.rules).hasSize(2);
    assertThat(export.state().differences(SPEC)).isEmpty();
  }

  @Test
  void a_store_at_another_path_leaves_its_old_one_to_the_nodes_that_are_yet_to_move() {
    // Given
    export.put(SPEC);
    var before = export.file();
    var moved = server.export("/opt/other");
    var there = new ExportSpec("/opt/other", List.of("10.0.0.0/24"), List.of("ro"));

    // When
    var state = moved.put(there);

    // Then
    assertThat(files.read(OURS).orElseThrow().lines())
        .contains("/opt/other 10.0.0.0/24(ro)", STORE + " 10.0.0.0/24(ro,root_squash)");
    assertThat(state.former()).containsExactly(STORE);
    assertThat(state.differences(there)).isEmpty();
    assertThat(state.differences(there.droppingFormer(true)))
        .singleElement()
        .asString()
        .contains(STORE);

    // When
    var both = moved.file();
    var last = moved.put(there.droppingFormer(true));

    // Then
    assertThat(files.read(OURS).orElseThrow()).doesNotContain(STORE);
    assertThat(last.former()).isEmpty();
    assertThat(bad(() -> moved.restore(before)).remedy())
        .contains("nfs-agent.store", "roll back again");

    // When it is moved back
    var back = server.export(STORE);
    back.restore(both);
    back.restore(before);

    // Then
    assertThat(back.file()).isEqualTo(before);
  }

  @Test
  void an_old_path_that_is_gone_is_no_obstacle() throws Exception {
    // Given: the store's directory was moved, in place of copied
    export.put(SPEC);
    var moved = server.export("/opt/other");
    Files.move(root.resolve("opt/ollama-models"), root.resolve("opt/gone"));
    var there = new ExportSpec("/opt/other", List.of("10.0.0.0/24"), List.of("ro"));

    // When
    var state = moved.put(there);

    // Then
    assertThat(state.former()).isEmpty();
    assertThat(files.read(OURS).orElseThrow()).doesNotContain(STORE);
  }

  private static Problem bad(ThrowingCallable call) {
    return catchThrowableOfType(ProblemException.class, call).problem();
  }

  @Test
  void the_same_export_again_changes_nothing() {
    // Given
    export.put(SPEC);
    programs.calls().clear();

    // When
    export.put(SPEC);

    // Then
    assertThat(programs.calls()).isNotEmpty().doesNotContain("exportfs -ra");
  }

  @Test
  void an_export_that_the_server_lost_is_read_anew() {
    // Given
    export.put(SPEC);
    programs.on("exportfs -v", () -> new Result(0, lost() ? "" : server.listing(), ""));
    programs.calls().clear();

    // When
    export.put(SPEC);

    // Then
    assertThat(programs.calls()).contains("exportfs -ra");
  }

  private boolean lost() {
    return !programs.calls().contains("exportfs -ra");
  }

  @Test
  void without_clients_nothing_is_exported() {
    // Given
    export.put(SPEC);

    // When
    var state = export.put(new ExportSpec(STORE, List.of(), List.of("ro")));

    // Then
    assertThat(state.exported()).isEmpty();
    assertThat(files.exists(OURS)).isFalse();
  }

  @Test
  void a_refused_export_puts_the_old_one_back() {
    // Given
    export.put(SPEC);
    var old = files.read(OURS);
    server.complaint = "exportfs: /opt/ollama-models does not support NFS export\n";

    // When
    var problem = refused(new ExportSpec(STORE, List.of("10.1.0.0/16"), List.of("ro")));

    // Then
    assertThat(problem.code()).isEqualTo("export.refused");
    assertThat(problem.cause()).contains("does not support NFS export");
    assertThat(files.read(OURS)).isEqualTo(old);
    assertThat(programs.calls().getLast()).isEqualTo("exportfs -ra");
  }

  @Test
  void an_export_that_is_not_listed_is_refused() {
    // Given
    programs.on("exportfs -v", "");

    // When
    var problem = refused(SPEC);

    // Then
    assertThat(problem.code()).isEqualTo("export.refused");
    assertThat(files.exists(OURS)).isFalse();
  }

  @Test
  void somebody_elses_broken_line_does_not_stop_ours() {
    // Given
    files.write(FOREIGN, "/gone *(ro)\n");
    server.complaint = "exportfs: Failed to stat /gone: No such file or directory\n";

    // When
    var state = export.put(SPEC);

    // Then
    assertThat(state.exported()).hasSize(2);
  }

  @Test
  void an_overlapping_entry_is_a_conflict_with_file_and_line() {
    // Given
    var other = Path.of("/etc/exports.d/other.exports");
    files.write(other, "# theirs\n/opt *(rw)\n");

    // When
    var problem = refused(SPEC);

    // Then
    assertThat(problem.code()).isEqualTo("export.conflict");
    assertThat(problem.cause()).isEqualTo("/etc/exports.d/other.exports:2 exports /opt");
    assertThat(files.read(other)).contains("# theirs\n/opt *(rw)\n");
    assertThat(files.exists(OURS)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"/srv/y *(ro), 10.0.0.8", "/srv/x 10.0.0.8(rw), 10.0.0.9"})
  void an_export_made_by_hand_is_not_ended_unasked(String exports, String byHand) {
    // Given
    files.write(FOREIGN, exports);
    programs.on("exportfs -v", "/srv/x        \t10.0.0.8(rw)\n/srv/x        \t10.0.0.9(rw)\n");

    // When
    var problem = refused(SPEC);

    // Then
    assertThat(problem.code()).isEqualTo("export.conflict");
    assertThat(problem.cause()).contains("/srv/x", byHand);
    assertThat(programs.calls()).doesNotContain("exportfs -ra");
  }

  @Test
  void what_is_no_export_of_this_store_is_refused_before_anything_runs() {
    for (var bad :
        List.of(
            new ExportSpec("/etc", List.of(), List.of()),
            new ExportSpec(STORE + "/../..", List.of(), List.of()),
            new ExportSpec(STORE + "\n/ *(rw)", List.of(), List.of()),
            new ExportSpec(STORE, List.of("10.0.0.1", "10.0.0.1"), List.of()),
            new ExportSpec(STORE, List.of("*"), List.of()),
            new ExportSpec(STORE, List.of("10.0.0.1"), List.of("ro) *(rw")))) {
      assertThat(refused(bad).code()).isEqualTo("bad-input");
      assertThat(bad(() -> export.preview(bad)).code()).isEqualTo("bad-input");
    }
    assertThat(programs.calls()).isEmpty();
  }

  private Problem refused(ExportSpec spec) {
    return catchThrowableOfType(ProblemException.class, () -> export.put(spec)).problem();
  }

  @Test
  void the_file_as_it_was_before_an_export_is_put_back_byte_for_byte() {
    // Given
    export.put(SPEC);
    var former = export.file();
    export.put(new ExportSpec(STORE, List.of("10.1.0.0/24"), List.of("ro")));
    // When
    var state = export.restore(former);
    // Then
    assertThat(export.file()).isEqualTo(former);
    assertThat(state.differences(SPEC)).isEmpty();
  }

  @Test
  void where_there_was_no_file_there_is_none_again() {
    // Given
    var former = export.file();
    export.put(SPEC);
    // When
    var state = export.restore(former);
    // Then
    assertThat(files.exists(OURS)).isFalse();
    assertThat(state.exported()).isEmpty();
  }
}
