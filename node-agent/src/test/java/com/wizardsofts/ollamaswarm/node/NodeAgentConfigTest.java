package com.wizardsofts.ollamaswarm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.NodeAgentConfig.Rollout.Interrupted;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class NodeAgentConfigTest {

  /** The settings that a file with these lines makes. */
  public static NodeAgentConfig config(Map<String, String> lines) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withSources(new PropertiesConfigSource(lines, "test", 100))
        .withMapping(NodeAgentConfig.class)
        .build()
        .getConfigMapping(NodeAgentConfig.class);
  }

  @Test
  void every_setting_has_its_default() {
    // When
    var config = config(Map.of());
    // Then
    assertThat(config.dockerHost()).isEqualTo(URI.create("unix:///var/run/docker.sock"));
    assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.rollout().interrupted()).isEqualTo(Interrupted.RESUME);
    assertThat(config.rollout().agentsTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.mount().types()).containsExactly("nfs4");
    assertThat(config.mount().probeTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.mount().withdrawAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.mount().unitTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.mount().readAheadKib()).isEqualTo(15360);
  }

  @Test
  void every_setting_can_be_set() {
    // When
    var config =
        config(
            Map.of(
                "node-agent.docker-host", "tcp://127.0.0.1:1",
                "node-agent.command-timeout", "1s",
                "node-agent.rollout.interrupted", "wait",
                "node-agent.rollout.agents-timeout", "5s",
                "node-agent.mount.types", "nfs4,fuse.nfs4",
                "node-agent.mount.probe-timeout", "2s",
                "node-agent.mount.withdraw-after", "10s",
                "node-agent.mount.unit-timeout", "3s",
                "node-agent.mount.read-ahead-kib", "4"));
    // Then
    assertThat(config.dockerHost()).isEqualTo(URI.create("tcp://127.0.0.1:1"));
    assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.rollout().interrupted()).isEqualTo(Interrupted.WAIT);
    assertThat(config.rollout().agentsTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.mount().types()).isEqualTo(List.of("nfs4", "fuse.nfs4"));
    assertThat(config.mount().probeTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.mount().withdrawAfter()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.mount().unitTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.mount().readAheadKib()).isEqualTo(4);
  }

  @Test
  void an_unknown_setting_is_refused() {
    assertThatThrownBy(() -> config(Map.of("node-agent.mount.tyeps", "nfs4")))
        .hasMessageContaining("node-agent.mount.tyeps");
  }
}
