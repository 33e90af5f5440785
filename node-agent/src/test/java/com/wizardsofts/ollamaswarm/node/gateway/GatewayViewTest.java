package com.wizardsofts.ollamaswarm.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.Backend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayViewTest {

  @Test
  void a_replica_serves_when_traefik_and_swarm_both_have_it() {
    // When
    var joined =
        GatewayView.joined(
            List.of(
                new Backend("http://10.0.1.5:11434", "UP"),
                new Backend("http://10.0.1.6:11434", "UP"),
                new Backend("http://10.0.1.7:11434", "DOWN")),
            Map.of("10.0.1.5", "t5", "10.0.1.7", "t7", "10.0.1.8", "t8"));
    // Then
    assertThat(joined)
        .containsExactly(
            new GatewayStatus.Backend("10.0.1.5:11434", "UP", "t5"),
            new GatewayStatus.Backend("10.0.1.6:11434", "UP", null),
            new GatewayStatus.Backend("10.0.1.7:11434", "DOWN", "t7"),
            new GatewayStatus.Backend("10.0.1.8:11434", null, "t8"));
    assertThat(joined.stream().filter(GatewayStatus.Backend::serves)).hasSize(1);
  }
}
