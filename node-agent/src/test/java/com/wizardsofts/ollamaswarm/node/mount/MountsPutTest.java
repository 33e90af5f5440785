package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountsPutTest extends MountsFixture {
  private static final MountSpec SPEC = new MountSpec("127.0.0.1", "/srv/models", POINT);
  private static final String WRITTEN =
      MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1));

  @Test
  void putting_a_mount_writes_its_unit_starts_it_and_raises_read_ahead() {
    // Given
    programs.on(
        "systemctl start",
        () -> {
          table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
          files.write(READ_AHEAD, "128\n");
          return new Result(0, "", "");
        });
    // When
    var state = mounts().put(SPEC);
    // Then
    assertThat(state.storeId()).isEqualTo("store-1");
    assertThat(state.readAheadKiB()).isEqualTo(15360);
    assertThat(files.read(UNIT_FILE).orElseThrow())
        .isEqualTo(
            """
            # Written by node-agent (Ollama Swarm Agents).
            [Unit]
            Description=Ollama model store, read-only
            After=network-online.target
            Wants=network-online.target
            Before=docker.service

            [Mount]
            What=127.0.0.1:/srv/models
            Where=/opt/ollama-models
            Type=nfs4
            Options=ro,hard,nfsvers=4.2,noatime,_netdev
            TimeoutSec=60

            [Install]
            WantedBy=remote-fs.target
            """);
    assertThat(programs.calls())
        .containsSubsequence(
            "systemctl daemon-reload", "systemctl start " + UNIT, "systemctl enable " + UNIT);
  }

  @Test
  void how_its_unit_would_change_is_told_before_and_nothing_when_it_would_not() {
    // Then: every line of a new one
    assertThat(mounts().unitChange(SPEC).orElseThrow().lines())
        .contains("--- " + UNIT_FILE, "+What=127.0.0.1:/srv/models", "+TimeoutSec=60")
        .filteredOn(line -> line.startsWith("+") && !line.startsWith("+++"))
        .hasSameSizeAs(WRITTEN.lines().toList());
    // And: what differs in one of ours
    files.write(UNIT_FILE, WRITTEN.replace("What=127.0.0.1:", "What=10.0.0.80:"));
    assertThat(mounts().unitChange(SPEC).orElseThrow().lines())
        .filteredOn(line -> line.matches("[+-][^+-].*"))
        .containsExactly("-What=10.0.0.80:/srv/models", "+What=127.0.0.1:/srv/models");
    // And
    for (var stays : List.of(WRITTEN, "[Mount]\n")) {
      files.write(UNIT_FILE, stays);
      assertThat(mounts().unitChange(SPEC)).isEmpty();
      assertThat(files.read(UNIT_FILE)).contains(stays);
    }
    assertThat(programs.calls()).noneMatch(call -> call.matches("systemctl (daemon|st|en).*"));
  }

  @Test
  void a_store_server_that_cannot_be_reached_is_named_with_its_port() throws IOException {
    // Given
    server.close();
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.STORE_UNREACHABLE.code());
    assertThat(problem.detail()).contains("127.0.0.1:" + server.getLocalPort());
    assertThat(problem.remedy()).contains("firewall");
    assertThat(files.exists(UNIT_FILE)).isFalse();
  }

  @Test
  void a_network_that_is_cut_while_the_unit_starts_is_told_as_the_store_that_is_away() {
    // Given
    programs
        .on(
            "systemctl start",
            () -> {
              closeServer();
              return new Result(1, "", "Job failed.\n");
            })
        .on("journalctl", "");
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.STORE_UNREACHABLE.code());
    assertThat(problem.evidence()).anyMatch(line -> line.contains("Job failed"));
  }

  @Test
  void a_network_that_is_cut_before_the_proof_is_told_as_the_store_that_is_away() {
    // Given
    programs
        .on(
            "systemctl start",
            () -> {
              table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
              closeServer();
              return new Result(0, "", "");
            })
        .on("dd", () -> new Result(1, "", "dd: Input/output error\n"));
    // Then
    assertThat(problem().code()).isEqualTo(ProblemCode.STORE_UNREACHABLE.code());
  }

  @Test
  void files_that_the_mount_would_hide_are_a_conflict() {
    // Given
    programs.on("ls -A " + POINT, "models\nid_ed25519\n");
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
    assertThat(problem.evidence()).containsExactly("models", "id_ed25519");
  }

  @Test
  void files_may_be_covered_when_the_request_says_so() {
    // Given
    programs.on("ls -A " + POINT, "models\n");
    // When
    mounts().put(new MountSpec("127.0.0.1", "/srv/models", POINT, true));
    // Then
    assertThat(files.exists(UNIT_FILE)).isTrue();
  }

  @Test
  void a_unit_of_ours_that_failed_at_boot_is_started_again_over_the_files_that_it_may_cover() {
    // Given
    programs.on("ls -A " + POINT, "models\n");
    files.write(
        UNIT_FILE, MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1)));
    // When
    mounts().put(SPEC);
    // Then
    assertThat(programs.calls()).contains("systemctl start " + UNIT);
  }

  @Test
  void a_unit_of_ours_that_was_never_mounted_covers_nothing_unasked() {
    // Given: its first start failed, and files came there since
    programs.on("systemctl is-enabled", () -> new Result(1, "disabled\n", ""));
    programs.on("ls -A " + POINT, "models\n");
    files.write(
        UNIT_FILE, MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1)));
    // Then
    assertThat(problem().code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
  }

  @Test
  void a_mount_that_was_removed_covers_nothing_unasked() {
    // Given
    programs.on("ls -A " + POINT, "models\n");
    var mounts = mounts();
    mounts.put(new MountSpec("127.0.0.1", "/srv/models", POINT, true));
    mounts.remove(POINT);
    // Then
    assertThat(problem().code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
  }

  @Test
  void another_mount_at_the_path_is_a_conflict() {
    table(mounted("nfs4", "127.0.0.2:/other", "ro"));
    assertThat(problem().detail()).contains("127.0.0.2:/other");
  }

  @Test
  void a_writable_mount_of_the_same_store_is_a_conflict() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "rw"));
    assertThat(problem().code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
  }

  @ParameterizedTest
  @CsvSource({
    "'vers=4.2,soft,proto=tcp', without hard",
    "'vers=4.1,hard,proto=tcp', without vers=4.2",
    "'vers=4.0,softerr,proto=tcp', without hard and vers=4.2"
  })
  void a_mount_that_gives_up_or_speaks_another_version_is_a_conflict(String options, String why) {
    // Given: made by hand, so that a start of the unit would do nothing
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro", options));
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
    assertThat(problem.detail()).endsWith(why);
    assertThat(problem.remedy()).contains("umount " + POINT);
    assertThat(problem.evidence()).singleElement().asString().contains(options);
    assertThat(files.exists(UNIT_FILE)).isFalse();
  }

  @Test
  void a_type_that_is_not_the_kernels_has_no_such_options() {
    // Given
    table(mounted("fuse.nfs4", "127.0.0.1:/srv/models", "ro", "user_id=0"));
    // When
    mounts().put(SPEC);
    // Then
    assertThat(programs.calls()).contains("systemctl enable " + UNIT);
  }

  @Test
  void a_unit_of_somebody_else_is_a_conflict_and_stays() {
    // Given
    files.write(UNIT_FILE, "[Mount]\n");
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
    assertThat(files.read(UNIT_FILE)).contains("[Mount]\n");
  }

  @Test
  void a_line_in_fstab_is_a_conflict() {
    // Given
    files.write(Path.of("/etc/fstab"), "# a\n10.0.0.1:/x\t" + POINT + "/ nfs ro 0 0\n");
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_CONFLICT.code());
    assertThat(problem.evidence()).singleElement().asString().contains("10.0.0.1:/x");
  }

  @Test
  void a_mount_that_stands_is_not_written_again() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    files.write(
        UNIT_FILE, MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1)));
    // When
    mounts().put(SPEC);
    // Then
    assertThat(programs.calls()).doesNotContain("systemctl daemon-reload");
  }

  @Test
  void a_unit_of_an_older_agent_is_written_anew_under_the_mount_that_stands() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var text = MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1));
    files.write(UNIT_FILE, text.replace("Before=docker.service\n", ""));
    assertThat(mounts().observe(POINT).startsAtBoot()).isFalse();
    // When
    var state = mounts().put(SPEC);
    // Then: running replicas keep their mount
    assertThat(state.startsAtBoot()).isTrue();
    assertThat(files.read(UNIT_FILE)).contains(text);
    assertThat(programs.calls())
        .contains("systemctl daemon-reload")
        .noneMatch(call -> call.matches("systemctl (stop|restart|reload) .*"));
  }

  private void closeServer() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Problem problem() {
    return catchThrowableOfType(ProblemException.class, () -> mounts().put(SPEC)).problem();
  }

  @Test
  void removing_a_mount_stops_it_before_its_unit_goes() {
    // Given
    files.write(UNIT_FILE, WRITTEN);
    // When
    var state = mounts().remove(POINT);
    // Then
    assertThat(state.source()).isNull();
    assertThat(files.exists(UNIT_FILE)).isFalse();
    assertThat(programs.calls())
        .containsSubsequence(
            "systemctl stop " + UNIT, "systemctl disable " + UNIT, "systemctl daemon-reload");
  }

  @Test
  void a_mount_that_does_not_stop_keeps_its_unit() {
    // Given
    files.write(UNIT_FILE, WRITTEN);
    programs.on("systemctl stop", () -> new Result(1, "", "target is busy\n"));
    // Then
    assertThatThrownBy(() -> mounts().remove(POINT)).isInstanceOf(ProblemException.class);
    assertThat(files.exists(UNIT_FILE)).isTrue();
  }

  @Test
  void somebody_elses_unit_stays() {
    // Given
    files.write(UNIT_FILE, "[Mount]\n");
    // When
    mounts().remove(POINT);
    // Then
    assertThat(files.read(UNIT_FILE)).contains("[Mount]\n");
    assertThat(programs.calls()).doesNotContain("systemctl stop " + UNIT);
  }

  @ParameterizedTest
  @CsvSource({"noatime,'noatime,nconnect=4'", "Type=nfs4,Type=nfs", "[Install],# [Install]"})
  void an_edited_unit_is_neither_written_over_nor_removed(String old, String edited) {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var text = WRITTEN.replace(old, edited);
    files.write(UNIT_FILE, text);
    // Then
    assertThat(mounts().observe(POINT).unitEdit()).contains("+++", edited);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(() -> mounts().put(SPEC), () -> mounts().remove(POINT))) {
      var problem = catchThrowableOfType(ProblemException.class, call).problem();
      assertThat(problem.code()).isEqualTo("file.edited");
      assertThat(problem.detail()).contains("--- " + UNIT_FILE);
    }
    assertThat(files.read(UNIT_FILE)).contains(text);
    assertThat(programs.calls()).noneMatch(call -> call.matches("systemctl (stop|start) .*"));
  }

  @Test
  void a_unit_as_an_agent_wrote_it_is_not_edited() {
    for (var text :
        List.of(
            WRITTEN,
            WRITTEN.replace("Before=docker.service\n", ""),
            MountUnit.text("[fd00::1]:/other", Path.of(POINT), Duration.ofSeconds(7)))) {
      files.write(UNIT_FILE, text);
      assertThat(mounts().observe(POINT).unitEdit()).isNull();
    }
    files.write(UNIT_FILE, "[Mount]\n");
    assertThat(mounts().observe(POINT).unitEdit()).isNull();
  }
}
