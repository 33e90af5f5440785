package com.wizardsofts.ollamaswarm.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkCheckTest {
  private static final Path FILE = Path.of("/etc/ollama-swarm/cluster.yaml");
  private static final String VXLAN = "\"com.docker.network.driver.overlay.vxlanid_list\":\"4097\"";

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine();
  private HostFiles files;

  @BeforeEach
  void a_lead() {
    files = new HostFiles(root);
    files.write(
        FILE,
        """
        lead: s84
        servers:
          s80: {address: 10.0.0.80, agents: [nfs-agent]}
          s84: {address: 10.0.0.84, agents: [node-agent]}
        """);
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"encrypted\":\"\"", "\"encrypted\":\"true\""})
  void an_encrypted_network_of_the_replicas_is_found(String option) {
    docker.on("GET /networks", network("ollama-network", VXLAN + "," + option));
    assertThat(look().look())
        .singleElement()
        .satisfies(found -> assertThat(found.cause()).contains("ollama-network"))
        .extracting(Finding::code)
        .isEqualTo("network.encrypted");
  }

  @ParameterizedTest
  @ValueSource(strings = {VXLAN, "\"encrypted\":\"false\""})
  void one_that_is_not_encrypted_is_in_order(String option) {
    docker.on("GET /networks", network("ollama-network", option));
    assertThat(look().look()).isEmpty();
  }

  @Test
  void somebody_elses_network_is_none_of_ours() {
    docker.on("GET /networks", network("ollama-network-2", "\"encrypted\":\"\""));
    assertThat(look().look()).isEmpty();
  }

  @Test
  void a_node_that_does_not_lead_asks_nothing() {
    files.delete(FILE);
    assertThat(look().look()).isEmpty();
    assertThat(docker.calls()).isEmpty();
  }

  private NetworkCheck look() {
    return new NetworkCheck(new ClusterFile(files), new OverlayNetwork(docker.engine()));
  }

  private static String network(String name, String option) {
    return """
        [{"Name":"%s","Id":"n1","Driver":"overlay","Scope":"swarm","Attachable":true,"Options":{%s}}]
        """
        .formatted(name, option);
  }
}
