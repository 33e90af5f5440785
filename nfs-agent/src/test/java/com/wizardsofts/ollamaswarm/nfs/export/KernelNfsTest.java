package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.NfsService;
import com.wizardsofts.ollamaswarm.api.NfsService.Connected;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelNfsTest {
  @TempDir Path root;

  @Test
  void threads_versions_and_clients_are_told() {
    // Given
    var files = new HostFiles(root);
    files.write(Path.of("/proc/fs/nfsd/threads"), "8\n");
    files.write(Path.of("/proc/fs/nfsd/versions"), "-2 +3 +4 -4.0 +4.1 +4.2\n");
    files.write(
        Path.of("/proc/fs/nfsd/clients/3/info"),
        """
        clientid: 0x6a1c7f5d68b5c1b3
        address: "10.0.0.84:803"
        status: confirmed
        seconds from last renew: 12
        name: "Linux NFSv4.2 s84"
        minor version: 2
        """);
    files.write(
        Path.of("/proc/fs/nfsd/clients/4/info"),
        "address: \"[fd00::85]:771\"\nname: \"Linux NFSv4.1 s85\"\nminor version: 1\n");

    // Then
    assertThat(new KernelNfs(files).service())
        .isEqualTo(
            new NfsService(
                8,
                List.of("3", "4", "4.1", "4.2"),
                List.of(
                    new Connected("10.0.0.84", "Linux NFSv4.2 s84", "4.2"),
                    new Connected("fd00::85", "Linux NFSv4.1 s85", "4.1"))));
  }

  @Test
  void a_server_without_the_kernels_nfs_tells_nothing() {
    assertThat(new KernelNfs(new HostFiles(root)).service())
        .isEqualTo(new NfsService(0, List.of(), List.of()));
  }
}
