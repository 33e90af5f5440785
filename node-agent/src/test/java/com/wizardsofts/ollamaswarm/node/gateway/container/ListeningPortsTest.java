package com.wizardsofts.ollamaswarm.node.gateway.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningPortsTest {
  @TempDir Path root;

  @Test
  void listeners_of_both_tables_count_and_connections_do_not() {
    // Given
    var files = new HostFiles(root);
    files.write(
        Path.of("/proc/7/net/tcp"),
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
           1: 0100007F:0050 0100007F:2CAA 01 00000000:00000000 00:00000000 00000000     0
        """);
    files.write(
        Path.of("/proc/7/net/tcp6"),
        "   0: 00000000000000000000000000000000:2CAA 00000000000000000000000000000000:0000 0A 0\n");
    // Then
    assertThat(ListeningPorts.in(files, Path.of("/proc/7/net")))
        .containsExactlyInAnyOrder(8080, 11434);
  }
}
