package com.wizardsofts.ollamaswarm.node.swarm.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ReplicaStats;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaUsageTest {
  private static final String ONE =
      "[{\"Id\":\"c1\",\"Labels\":{\"com.docker.swarm.task.id\":\"t1\"}}]";
  private static final String STATS =
      """
      {"cpu_stats":{"cpu_usage":{"total_usage":3000},"system_cpu_usage":20000,"online_cpus":4},
       "precpu_stats":{"cpu_usage":{"total_usage":1000},"system_cpu_usage":12000},
       "memory_stats":{"usage":5000,"limit":9000,"stats":{"%s":2000}}}
      """;

  @TempDir Path root;

  private final RecordedEngine docker =
      new RecordedEngine()
          .on("GET /info", "{\"Name\":\"s84\"}")
          .on("GET /containers/c1/json", "{\"State\":{\"Pid\":7}}");

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_replica_tells_its_share_of_processors_its_memory_and_its_requests() {
    // Given
    docker
        .on("GET /containers/json", ONE)
        .on("GET /containers/c1/stats", STATS.formatted("inactive_file"));
    new HostFiles(root)
        .write(
            Path.of("/proc/7/net/tcp"),
            "0: 0100000A:2CAA 0200000A:D431 01 0:0\n1: 0100000A:2CAA 00000000:0000 0A 0:0\n");
    // Then
    assertThat(usage().here("ollama"))
        .containsExactly(new ReplicaStats("t1", "s84", 100.0, 3000, 9000, 1));
  }

  @Test
  void cgroups_of_version_1_name_the_cache_differently() {
    // Given
    docker
        .on("GET /containers/json", ONE)
        .on("GET /containers/c1/stats", STATS.formatted("total_inactive_file"));
    // Then
    assertThat(usage().here("ollama").getFirst().memoryBytes()).isEqualTo(3000);
  }

  @Test
  void a_replica_that_has_gone_since_the_list_is_left_out() {
    // Given
    docker
        .on(
            "GET /containers/json",
            """
            [{"Id":"c0","Labels":{"com.docker.swarm.task.id":"t0"}},
             {"Id":"c1","Labels":{"com.docker.swarm.task.id":"t1"}}]
            """)
        .on("GET /containers/c0/", 404, "{\"message\":\"No such container: c0\"}")
        .on("GET /containers/c1/stats", STATS.formatted("inactive_file"));
    // Then
    assertThat(usage().here("ollama")).extracting(ReplicaStats::task).containsExactly("t1");
  }

  private ReplicaUsage usage() {
    return new ReplicaUsage(docker.engine(), new RunningRequests(new HostFiles(root)));
  }
}
