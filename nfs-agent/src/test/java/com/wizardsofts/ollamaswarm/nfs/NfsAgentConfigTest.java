package com.wizardsofts.ollamaswarm.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NfsAgentConfigTest {

  @Test
  void everything_has_a_default() {
    // When
    var config = TestSettings.of(Map.of());

    // Then
    assertThat(config.store()).isEqualTo(Path.of("/opt/ollama-models"));
    assertThat(config.exportsFile()).isEqualTo(Path.of("/etc/exports.d/ollama-swarm.exports"));
    assertThat(config.dockerHost()).isEqualTo(URI.create("unix:///var/run/docker.sock"));
    assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.pull().image()).isEqualTo("ollama/ollama:latest");
    assertThat(config.pull().extraHosts()).isEmpty();
    assertThat(config.pull().caFile()).isEmpty();
    assertThat(config.pull().proxy()).isEmpty();
    assertThat(config.pull().parallel()).isEqualTo(2);
    assertThat(config.pull().timeLimit()).isEqualTo(Duration.ofHours(12));
    assertThat(config.pull().keepFree().asLongValue()).isEqualTo(1L << 30);
  }

  @Test
  void everything_can_be_set() {
    // When
    var config =
        TestSettings.of(
            Map.of(
                "nfs-agent.store", "/srv/models",
                "nfs-agent.exports-file", "/etc/exports.d/x.exports",
                "nfs-agent.docker-host", "tcp://127.0.0.1:1",
                "nfs-agent.command-timeout", "5s",
                "nfs-agent.pull.image", "mirror/ollama:1",
                "nfs-agent.pull.extra-hosts", "a:198.51.100.1,b:198.51.100.2",
                "nfs-agent.pull.ca-file", "/etc/ca.pem",
                "nfs-agent.pull.proxy", "http://proxy:3128",
                "nfs-agent.pull.time-limit", "1h",
                "nfs-agent.pull.keep-free", "10M"));
    var parallel = TestSettings.of(Map.of("nfs-agent.pull.parallel", "5"));

    // Then
    assertThat(config.store()).isEqualTo(Path.of("/srv/models"));
    assertThat(config.exportsFile()).isEqualTo(Path.of("/etc/exports.d/x.exports"));
    assertThat(config.dockerHost()).isEqualTo(URI.create("tcp://127.0.0.1:1"));
    assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.pull().image()).isEqualTo("mirror/ollama:1");
    assertThat(config.pull().extraHosts()).contains(List.of("a:198.51.100.1", "b:198.51.100.2"));
    assertThat(config.pull().caFile()).contains(Path.of("/etc/ca.pem"));
    assertThat(config.pull().proxy()).contains(URI.create("http://proxy:3128"));
    assertThat(parallel.pull().parallel()).isEqualTo(5);
    assertThat(config.pull().timeLimit()).isEqualTo(Duration.ofHours(1));
    assertThat(config.pull().keepFree().asLongValue()).isEqualTo(10L << 20);
  }

  @Test
  void a_key_that_is_not_known_is_refused() {
    assertThatThrownBy(() -> TestSettings.of(Map.of("nfs-agent.stoer", "/x")))
        .hasMessageContaining("nfs-agent.stoer");
  }
}
