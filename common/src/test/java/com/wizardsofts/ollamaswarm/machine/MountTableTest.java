package com.wizardsofts.ollamaswarm.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
  private static final Path POINT = Path.of("/opt/ollama-models");
  @TempDir Path root;

  @Test
  void a_mount_is_found_with_its_source_type_and_options() {
    // Given
    var table =
        table(
            """
            21 1 254:0 / / rw,noatime shared:1 - ext4 /dev/vda rw
            99 21 0:52 / /opt/ollama-models ro,noatime shared:7 - nfs4 10.0.0.80:/opt/ollama-models ro,vers=4.2,hard
            """);
    // When
    var mount = table.at(POINT).orElseThrow();
    // Then
    assertThat(mount.type()).isEqualTo("nfs4");
    assertThat(mount.source()).isEqualTo("10.0.0.80:/opt/ollama-models");
    assertThat(mount.device()).isEqualTo("0:52");
    assertThat(mount.options()).contains("ro", "noatime", "vers=4.2", "hard");
  }

  @Test
  void the_uppermost_of_two_mounts_at_one_point_counts() {
    // Given
    var table =
        table(
            """
            98 21 0:51 / /opt/ollama-models rw - tmpfs tmpfs rw
            99 98 0:52 / /opt/ollama-models ro - nfs4 s:/x ro
            """);
    // When / Then
    assertThat(table.at(POINT).orElseThrow().type()).isEqualTo("nfs4");
  }

  @Test
  void a_directory_that_is_no_mount_point_is_none_although_a_parent_is_one() {
    assertThat(table("30 21 0:40 / /opt rw - ext4 /dev/vdb rw\n").at(POINT)).isEmpty();
  }

  @Test
  void blanks_in_names_are_written_as_octal_digits_by_the_kernel() {
    // Given
    var table = table("31 21 0:41 / /mnt/my\\040disk rw master:1 - ext4 /dev/disk\\134a rw\n");
    // When / Then
    assertThat(table.at(Path.of("/mnt/my disk")).orElseThrow().source()).isEqualTo("/dev/disk\\a");
  }

  @Test
  void a_process_that_has_ended_and_is_not_reaped_has_no_mounts() throws Exception {
    // Given: a real one, which ends once its parent is a program that looks after no children
    var parent =
        new ProcessBuilder("sh", "-c", "exec 3<&0; (read x <&3) & echo $!; exec sleep 600").start();
    try (var told = parent.inputReader();
        var tell = parent.outputWriter()) {
      var child = Long.parseLong(told.readLine());
      awaitProc(parent.pid(), "comm", "sleep");
      tell.write("end\n");
      tell.flush();
      awaitProc(child, "stat", ") Z ");
      // Then
      assertThat(new MountTable(new HostFiles()).at(Path.of("/"), child)).isEmpty();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static void awaitProc(long pid, String file, String text) {
    var path = Path.of("/proc/%d/%s".formatted(pid, file));
    var holds =
        new Await()
            .holds(
                Duration.ofMinutes(1),
                Duration.ofMillis(10),
                () -> new HostFiles().read(path).filter(it -> it.contains(text)).isPresent());
    assertThat(holds).isTrue();
  }

  private MountTable table(String text) {
    var files = new HostFiles(root);
    files.write(Path.of("/proc/self/mountinfo"), text);
    return new MountTable(files);
  }
}
