package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MountCheckTest extends MountsFixture {

  @BeforeEach
  void a_node_that_was_told_to_mount() {
    var text = MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofSeconds(60));
    files.write(UNIT_FILE, text);
  }

  @Test
  void a_proved_mount_has_no_finding() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    assertThat(codes()).isEmpty();
  }

  @Test
  void a_node_that_was_never_told_to_mount_has_no_finding() {
    files.write(UNIT_FILE, "[Mount]\nWhere=" + POINT + "\n");
    assertThat(codes()).isEmpty();
  }

  @Test
  void nothing_mounted_is_found() {
    assertThat(codes()).containsExactly("mount.missing");
  }

  @Test
  void a_store_that_cannot_be_read_is_found() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    programs.on("dd", () -> new Result(1, "", "dd: Stale file handle\n"));
    assertThat(codes()).containsExactly("store.away");
  }

  @Test
  void a_mount_that_can_be_written_is_found() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "rw"));
    programs.on("touch", "").on("rm -f", "");
    assertThat(codes()).containsExactly("mount.writable");
  }

  @Test
  void a_mount_that_a_reboot_ends_is_found() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    programs.on("systemctl is-enabled", "disabled\n");
    assertThat(codes()).containsExactly("mount.not-at-boot");
  }

  @Test
  void a_mount_that_comes_after_docker_is_found() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var text = files.read(UNIT_FILE).orElseThrow();
    files.write(UNIT_FILE, text.replace("Before=docker.service\n", ""));
    assertThat(codes()).containsExactly("mount.not-at-boot");
  }

  @Test
  void a_mount_that_gives_up_is_found() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro", "vers=4.2,soft,proto=tcp"));
    var found = new MountCheck(mounts(), readAhead()).look();
    assertThat(found).extracting(Finding::code).containsExactly("mount.options");
    assertThat(found.getFirst().cause()).contains(POINT, "without hard");
  }

  @Test
  void a_read_ahead_that_cannot_be_raised_is_found() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var readAhead = readAhead();
    files.write(READ_AHEAD.resolve("folder"), "");
    readAhead.raise();
    files.delete(READ_AHEAD.resolve("folder"));
    files.delete(READ_AHEAD);
    files.write(READ_AHEAD, "128\n");
    // When
    var found = new MountCheck(mounts(), readAhead).look();
    // Then
    assertThat(found).extracting(Finding::code).containsExactly("mount.read-ahead");
    assertThat(found.getFirst().cause()).contains("128 KiB in place of 15360", "read_ahead_kb");
  }

  @Test
  void a_read_ahead_that_is_about_to_be_raised_is_no_finding() {
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    files.write(READ_AHEAD, "128\n");
    assertThat(codes()).isEmpty();
  }

  @Test
  void one_that_was_raised_since_is_no_finding_any_more() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var readAhead = readAhead();
    files.write(READ_AHEAD.resolve("folder"), "");
    readAhead.raise();
    files.delete(READ_AHEAD.resolve("folder"));
    files.delete(READ_AHEAD);
    files.write(READ_AHEAD, "128\n");
    // When
    readAhead.raise();
    // Then
    assertThat(new MountCheck(mounts(), readAhead).look()).isEmpty();
  }

  @Test
  void a_store_that_is_away_holds_one_look_and_nobody_who_asks() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var back = new CountDownLatch(1);
    readsOnceItIs(back);
    var mounts = mounts();
    try {
      // When
      var first = mounts.observe(POINT);
      var second = mounts.observe(POINT);
      // Then
      assertThat(first.trouble()).contains("does not answer");
      assertThat(second.storeId()).isNull();
      assertThat(programs.calls().stream().filter(call -> call.startsWith("dd"))).hasSize(1);
    } finally {
      back.countDown();
    }
  }

  @Test
  void a_look_that_is_slow_is_no_finding() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var back = new CountDownLatch(1);
    readsOnceItIs(back);
    var mounts = mounts();
    // When
    var found = CompletableFuture.supplyAsync(() -> new MountCheck(mounts, readAhead()).look());
    assertThat(mounts.observe(POINT).trouble()).contains("busy");
    assertThat(mounts.observe(POINT).trouble()).contains("busy");
    back.countDown();
    // Then
    assertThat(found.join()).isEmpty();
  }

  private void readsOnceItIs(CountDownLatch back) {
    programs.on(
        "dd",
        () -> {
          try {
            back.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new Result(0, MARKER, "");
        });
  }

  private List<String> codes() {
    return new MountCheck(mounts(), readAhead()).look().stream().map(Finding::code).toList();
  }
}
