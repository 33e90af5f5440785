package com.wizardsofts.ollamaswarm.nfs;

import static java.util.Map.entry;
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
    assertThat(config.stateFolder()).isEqualTo(Path.of("/var/lib/ollama-swarm"));
    assertThat(config.pruneGrace()).isEqualTo(Duration.ofHours(24));
    assertThat(config.verify().schedule()).isEqualTo("0 30 3 ? * SUN");
    assertThat(config.verify().rate().asLongValue()).isEqualTo(100L << 20);
    assertThat(config.verify().threads()).isEqualTo(2);
    assertThat(config.pull().image()).isEqualTo("ollama/ollama:latest");
    assertThat(config.pull().extraHosts()).isEmpty();
    assertThat(config.pull().caFile()).isEmpty();
    assertThat(config.pull().proxy()).isEmpty();
    assertThat(config.pull().noProxy()).isEmpty();
    assertThat(config.pull().insecureRegistries()).isEmpty();
    assertThat(config.pull().loginFile()).isEmpty();
    assertThat(config.pull().keyFile()).isEmpty();
    assertThat(config.pull().parallel()).isEqualTo(2);
    assertThat(config.pull().timeLimit()).isEqualTo(Duration.ofHours(12));
    assertThat(config.pull().keepFree().asLongValue()).isEqualTo(1L << 30);
  }

  @Test
  void everything_can_be_set() {
    // When
    var config =
        TestSettings.of(
            Map.ofEntries(
                entry("nfs-agent.store", "/srv/models"),
                entry("nfs-agent.state-folder", "/srv/state"),
                entry("nfs-agent.prune-grace", "2h"),
                entry("nfs-agent.verify.schedule", "off"),
                entry("nfs-agent.verify.rate", "5M"),
                entry("nfs-agent.verify.threads", "1"),
                entry("nfs-agent.exports-file", "/etc/exports.d/x.exports"),
                entry("nfs-agent.docker-host", "tcp://127.0.0.1:1"),
                entry("nfs-agent.command-timeout", "5s"),
                entry("nfs-agent.pull.image", "mirror/ollama:1"),
                entry("nfs-agent.pull.extra-hosts", "a:198.51.100.1,b:198.51.100.2"),
                entry("nfs-agent.pull.ca-file", "/etc/ca.pem"),
                entry("nfs-agent.pull.proxy", "http://proxy:3128"),
                entry("nfs-agent.pull.time-limit", "1h"),
                entry("nfs-agent.pull.no-proxy", "localhost,a.example"),
                entry("nfs-agent.pull.insecure-registries", "http://a:5000"),
                entry("nfs-agent.pull.key-file", "/etc/id_ed25519"),
                entry("nfs-agent.pull.login-file", "/root/.docker/config.json"),
                entry("nfs-agent.pull.parallel", "5"),
                entry("nfs-agent.pull.keep-free", "10M")));

    // Then
    assertThat(config.store()).isEqualTo(Path.of("/srv/models"));
    assertThat(config.exportsFile()).isEqualTo(Path.of("/etc/exports.d/x.exports"));
    assertThat(config.dockerHost()).isEqualTo(URI.create("tcp://127.0.0.1:1"));
    assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.stateFolder()).isEqualTo(Path.of("/srv/state"));
    assertThat(config.pruneGrace()).isEqualTo(Duration.ofHours(2));
    assertThat(config.verify().schedule()).isEqualTo("off");
    assertThat(config.verify().rate().asLongValue()).isEqualTo(5L << 20);
    assertThat(config.verify().threads()).isEqualTo(1);
    assertThat(config.pull().loginFile()).contains(Path.of("/root/.docker/config.json"));
    assertThat(config.pull().keyFile()).contains(java.nio.file.Path.of("/etc/id_ed25519"));
    assertThat(config.pull().image()).isEqualTo("mirror/ollama:1");
    assertThat(config.pull().extraHosts()).contains(List.of("a:198.51.100.1", "b:198.51.100.2"));
    assertThat(config.pull().caFile()).contains(Path.of("/etc/ca.pem"));
    assertThat(config.pull().proxy()).contains(URI.create("http://proxy:3128"));
    assertThat(config.pull().noProxy()).contains(List.of("localhost", "a.example"));
    assertThat(config.pull().insecureRegistries()).contains(List.of(URI.create("http://a:5000")));
    assertThat(config.pull().parallel()).isEqualTo(5);
    assertThat(config.pull().timeLimit()).isEqualTo(Duration.ofHours(1));
    assertThat(config.pull().keepFree().asLongValue()).isEqualTo(10L << 20);
  }

  @Test
  void a_key_that_is_not_known_is_refused() {
    assertThatThrownBy(() -> TestSettings.of(Map.of("nfs-agent.stoer", "/x")))
        .hasMessageContaining("nfs-agent.stoer");
  }
}
