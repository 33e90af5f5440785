package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportMetricsTest {
  private static final Path NFSD = Path.of("/proc/fs/nfsd");

  @TempDir Path root;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private HostFiles files;

  @BeforeEach
  void the_agent_starts() {
    files = new HostFiles(root);
    new ExportMetrics(registry, new KernelNfs(files)).start(new StartupEvent());
  }

  @Test
  void threads_and_clients_are_those_of_the_moment() {
    // When
    files.write(NFSD.resolve("threads"), "8\n");
    // Then
    assertThat(value("threads")).isEqualTo(8);
    assertThat(value("clients")).isZero();
    // When
    for (var client : new String[] {"3", "4"}) {
      files.write(
          NFSD.resolve("clients").resolve(client).resolve("info"), "address: \"10.0.0.84:803\"\n");
    }
    // Then
    assertThat(value("clients")).isEqualTo(2);
  }

  @Test
  void where_the_kernel_does_not_tell_there_is_no_number() {
    assertThat(value("threads")).isNaN();
    assertThat(value("clients")).isNaN();
  }

  @Test
  void a_server_that_is_stopped_has_no_threads() {
    files.write(NFSD.resolve("threads"), "0\n");
    assertThat(value("threads")).isZero();
  }

  private double value(String name) {
    return registry.get("ollama.swarm.nfs." + name).gauge().value();
  }
}
