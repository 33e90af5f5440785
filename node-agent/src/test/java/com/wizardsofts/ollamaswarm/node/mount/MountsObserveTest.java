package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MountsObserveTest extends MountsFixture {

  @Test
  void nothing_mounted_is_told_without_a_look_at_the_directory() {
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.source()).isNull();
    assertThat(state.networkType()).isFalse();
    assertThat(programs.calls()).noneMatch(call -> call.contains(POINT + "/"));
  }

  @Test
  void a_proved_mount_shows_the_store_and_refuses_writing() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    files.write(READ_AHEAD, "128\n");
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.source()).isEqualTo("127.0.0.1:/srv/models");
    assertThat(state.networkType()).isTrue();
    assertThat(state.options()).contains("ro", "vers=4.2");
    assertThat(state.storeId()).isEqualTo("store-1");
    assertThat(state.writeRefused()).isTrue();
    assertThat(state.readAheadKiB()).isEqualTo(128);
    assertThat(state.startsAtBoot()).isTrue();
    assertThat(state.trouble()).isNull();
    assertThat(programs.calls()).anyMatch(call -> call.contains("iflag=direct"));
  }

  @Test
  void a_unit_is_ours_by_what_it_says_not_by_being_enabled() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    files.write(UNIT_FILE, "[Mount]\nWhat=127.0.0.1:/srv/models\n");
    assertThat(mounts().observePatiently(POINT).startsAtBoot()).isTrue();
    assertThat(mounts().observePatiently(POINT).ours()).isFalse();
    // When
    files.write(
        UNIT_FILE, MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofSeconds(30)));
    // Then
    assertThat(mounts().observePatiently(POINT).ours()).isTrue();
  }

  @Test
  void a_write_that_succeeds_is_taken_back_and_told() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "rw"));
    programs.on("touch", "").on("rm -f", "");
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.writeRefused()).isFalse();
    assertThat(state.trouble()).contains("could be written");
    assertThat(programs.calls()).contains("rm -f " + POINT + "/.ollama-swarm-write-probe");
  }

  @Test
  void a_refusal_for_another_reason_proves_nothing() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "rw"));
    programs.on("touch", () -> new Result(1, "", "touch: cannot touch: Permission denied\n"));
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.writeRefused()).isFalse();
    assertThat(state.trouble()).contains("Permission denied");
  }

  @Test
  void a_mount_without_the_stores_marker_is_not_written_to() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/home", "rw"));
    programs.on("dd", () -> new Result(1, "", "dd: failed to open: No such file or directory\n"));
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.storeId()).isNull();
    assertThat(state.writeRefused()).isFalse();
    assertThat(programs.calls()).noneMatch(call -> call.startsWith("touch"));
  }

  @Test
  void a_server_that_is_away_is_trouble_not_an_error() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    programs.on(
        "dd",
        () -> {
          throw ProblemCode.PROGRAM_TIMEOUT.exception("dd did not end within 5 s");
        });
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.storeId()).isNull();
    assertThat(state.trouble()).contains("did not end within 5 s");
    assertThat(programs.calls()).noneMatch(call -> call.startsWith("touch"));
  }

  @Test
  void a_file_system_without_direct_reads_is_read_after_its_cache_was_dropped() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var marker = "dd if=" + POINT + "/.ollama-swarm-store ";
    programs.on(marker + "iflag=direct", () -> new Result(1, "", "dd: Invalid argument\n"));
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.storeId()).isEqualTo("store-1");
    assertThat(programs.calls())
        .containsSubsequence(
            marker + "iflag=nocache count=0 status=none", marker + "bs=4096 count=1 status=none");
  }

  @Test
  void a_missing_or_broken_marker_is_told() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    programs.on("dd", "not JSON");
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.storeId()).isNull();
    assertThat(state.trouble()).contains("is not JSON");
  }

  @Test
  void a_local_file_system_proves_nothing_and_is_not_written_to() {
    // Given
    table(mounted("ext4", "/dev/sdb1", "rw"));
    // When
    var state = mounts().observePatiently(POINT);
    // Then
    assertThat(state.networkType()).isFalse();
    assertThat(state.trouble()).contains("ext4");
    assertThat(programs.calls()).noneMatch(call -> call.startsWith("touch"));
  }
}
