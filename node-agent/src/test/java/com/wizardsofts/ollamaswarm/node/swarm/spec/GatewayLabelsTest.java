package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayLabelsTest {

  @ParameterizedTest
  @EnumSource
  void our_own_labels_tell_the_way_through_the_gateway(SwarmProvider provider) {
    // Given
    var labels = GatewayLabels.of(Specs.through("llm", provider));
    // Then
    assertThat(GatewayLabels.entryPoint(labels)).contains("llm");
    assertThat(GatewayLabels.provider(labels)).contains(provider);
  }

  @Test
  void an_operators_own_labels_tell_nothing_of_ours() {
    // Given: routes of theirs would be taken over
    var labels =
        Map.of(
            "traefik.swarm.network", "web",
            "traefik.http.routers.ollama.service", "ollama",
            "traefik.http.routers.ollama.entrypoints", "web");
    // Then
    assertThat(GatewayLabels.entryPoint(labels)).isEmpty();
    assertThat(GatewayLabels.provider(labels)).isEmpty();
    assertThat(GatewayLabels.entryPoint(Map.of())).isEmpty();
  }
}
