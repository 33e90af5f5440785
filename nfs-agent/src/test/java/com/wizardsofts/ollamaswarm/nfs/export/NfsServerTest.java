package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.export.NfsServer.Exported;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NfsServerTest {
  private final ScriptedPrograms programs = new ScriptedPrograms();
  private final NfsServer server = new NfsServer(programs, TestSettings.of(Map.of()));

  @Test
  void both_forms_of_the_listing_are_read() {
    // Given what nfs-utils 2.8.3 writes
    var listing =
        "/srv/with blank\n\t\t10.0.0.1(sync,ro)\n"
            + "/gone         \t10.0.0.2(sync,ro)\n"
            + "/opt/ollama-models\n\t\tfd00::/64(ro,root_squash)\n"
            + "/srv/x        \t<world>(ro)\n";

    // When
    var exported = NfsServer.parse(listing);

    // Then
    assertThat(exported)
        .containsExactly(
            new Exported(
                Path.of("/srv/with blank"), new ExportedTo("10.0.0.1", List.of("sync", "ro"))),
            new Exported(Path.of("/gone"), new ExportedTo("10.0.0.2", List.of("sync", "ro"))),
            new Exported(
                Path.of("/opt/ollama-models"),
                new ExportedTo("fd00::/64", List.of("ro", "root_squash"))),
            new Exported(Path.of("/srv/x"), new ExportedTo("<world>", List.of("ro"))));
  }

  @Test
  void a_server_without_the_unit_has_no_nfs_server() {
    programs.on("systemctl", "LoadState=not-found\nActiveState=inactive\n");
    assertThatThrownBy(server::requireRunning).hasMessageContaining("has no NFS server");
  }

  @Test
  void a_unit_that_is_not_active_is_named_not_started() {
    programs.on("systemctl", "LoadState=loaded\nActiveState=failed\n");
    assertThatThrownBy(server::requireRunning).hasMessageContaining("does not run");
    assertThat(programs.calls()).noneMatch(call -> call.contains("start"));
  }

  @Test
  void a_failure_without_words_is_still_a_complaint() {
    programs.on("exportfs", () -> new Programs.Result(1, "", ""));
    assertThat(server.readExports()).containsExactly("exportfs -ra ended with 1");
  }
}
