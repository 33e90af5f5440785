package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadAheadTest extends MountsFixture {

  @BeforeEach
  void a_boot_at_which_systemd_mounted_the_store() {
    var text = MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofSeconds(60));
    files.write(UNIT_FILE, text);
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    files.write(READ_AHEAD, "128\n");
  }

  @Test
  void it_is_raised_again_after_a_boot_and_after_each_new_mount() {
    // Given
    var readAhead = readAhead();
    readAhead.raise();
    assertThat(files.read(READ_AHEAD)).contains("15360");
    files.write(READ_AHEAD, "128\n");
    // When
    readAhead.raise();
    // Then
    assertThat(files.read(READ_AHEAD)).contains("15360");
  }

  @Test
  void one_that_is_high_enough_is_not_set() {
    files.write(READ_AHEAD, "20000\n");
    readAhead().raise();
    assertThat(files.read(READ_AHEAD)).contains("20000\n");
  }

  @Test
  void the_mount_of_somebody_else_keeps_its_own() {
    files.write(UNIT_FILE, "[Mount]\nWhere=" + POINT + "\n");
    readAhead().raise();
    assertThat(files.read(READ_AHEAD)).contains("128\n");
  }

  @Test
  void another_file_system_over_the_mount_keeps_its_own() {
    table(mounted("ext4", "/dev/sdb1", "rw"));
    readAhead().raise();
    assertThat(files.read(READ_AHEAD)).contains("128\n");
  }

  @Test
  void a_setting_that_cannot_be_had_is_no_failure() {
    // Given
    files.delete(READ_AHEAD);
    files.write(READ_AHEAD.resolve("folder"), "128\n");
    // When
    readAhead().raise();
    // Then
    assertThat(files.read(READ_AHEAD.resolve("folder"))).contains("128\n");
  }
}
