package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.MountTable;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoveredCheckTest extends MountsFixture {
  private static final String LOCAL = "300 290 8:1 %s/models /models ro - ext4 /dev/sda1 rw\n";
  private static final String STORE = "300 290 0:52 /models /models ro - nfs4 s:/srv/models ro\n";
  private static final String REPLICA =
      """
      {"State":{"Pid":700},"Config":{"Healthcheck":{"Test":["CMD","/bin/sh","/ollama-swarm/health.sh"]}}}
      """;
  private final RecordedEngine docker = new RecordedEngine();
  private String reads = POINT + "/models";
  private String more = "";

  @BeforeEach
  void a_replica_on_a_node_that_has_the_store() {
    var source = "127.0.0.1:/srv/models";
    files.write(UNIT_FILE, MountUnit.text(source, Path.of(POINT), Duration.ofSeconds(60)));
    table(mounted("nfs4", source, "ro"));
  }

  @AfterEach
  void stop() {
    docker.close();
  }

  @Test
  void a_replica_that_has_the_store_is_no_finding() {
    sees(STORE);
    assertThat(check().look()).isEmpty();
  }

  @Test
  void one_that_was_started_on_the_covered_folder_is_found() {
    sees(LOCAL.formatted(POINT));
    assertThat(check().look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("mount.covered");
              assertThat(found.cause()).contains(POINT);
              assertThat(found.evidence()).containsExactly("ollama.1.x");
              assertThat(found.remedy()).contains("docker service update --force");
            });
  }

  @Test
  void a_mount_over_the_folder_that_reached_the_replica_counts() {
    sees(LOCAL.formatted(POINT) + STORE.replace("300 290", "301 300"));
    assertThat(check().look()).isEmpty();
  }

  @Test
  void one_that_has_ended_meanwhile_is_no_finding() {
    docker.on("GET /containers/c1/json", 404, "{\"message\":\"No such container\"}");
    files.write(Path.of("/proc/700/mountinfo"), ROOT + LOCAL.formatted(POINT));
    assertThat(check().look()).isEmpty();
    assertThat(docker.calls())
        .extracting(RecordedEngine.Call::request)
        .endsWith("GET /containers/c1/json");
  }

  @Test
  void the_replica_of_another_service_is_left_alone() {
    files.write(Path.of("/proc/700/mountinfo"), ROOT + LOCAL.formatted(POINT));
    docker.on("GET /containers/c1/json", REPLICA.replace("/ollama-swarm/", "/other/"));
    assertThat(check().look()).isEmpty();
  }

  @Test
  void one_that_reads_two_folders_there_is_named_once() {
    more = ",{\"Source\":\"%1$s\",\"Destination\":\"/models\"}".formatted(POINT);
    sees(LOCAL.formatted(POINT));
    assertThat(check().look())
        .singleElement()
        .satisfies(found -> assertThat(found.evidence()).containsExactly("ollama.1.x"));
  }

  @Test
  void what_reads_another_folder_is_left_alone() {
    reads = POINT + "-old/models";
    sees(LOCAL.formatted(POINT + "-old"));
    assertThat(check().look()).isEmpty();
  }

  @Test
  void while_nothing_is_mounted_that_is_the_finding() {
    table("");
    sees(LOCAL.formatted(POINT));
    assertThat(check().look()).isEmpty();
    assertThat(docker.calls()).isEmpty();
  }

  private void sees(String mounts) {
    docker.on("GET /containers/c1/json", REPLICA);
    files.write(Path.of("/proc/700/mountinfo"), ROOT + mounts);
  }

  private CoveredCheck check() {
    docker.on(
        "GET /containers/json",
        """
        [{"Id":"c1","Names":["/ollama.1.x"],"Mounts":[{"Source":"%s","Destination":"/models"}%s]}]
        """
            .formatted(reads, more));
    return new CoveredCheck(
        NodeAgentConfigTest.config(Map.of()), mounts(), new MountTable(files), docker.engine());
  }
}
