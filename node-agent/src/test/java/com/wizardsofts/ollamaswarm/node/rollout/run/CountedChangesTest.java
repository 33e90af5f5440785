package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import org.junit.jupiter.api.Test;

class CountedChangesTest {
  private static final ClusterSpec CLUSTER =
      ClusterFile.parse(
          """
          lead: s84
          servers:
            s80: {address: 198.51.100.80, agents: [nfs-agent]}
            s84: {address: 198.51.100.84, agents: [node-agent]}
          """);
  private final SimulatedServers servers = new SimulatedServers();

  @Test
  void what_each_server_has_changed_since_then_is_counted() {
    assertThat(now().since(now())).containsOnlyKeys("s80", "s84").containsValue(0.0);
  }

  @Test
  void an_agent_that_does_not_count_or_is_away_is_left_out() {
    // Given
    var then = now();
    // When
    servers.settings.put("uncounted s84", "");
    // Then
    assertThat(now().since(then)).containsOnlyKeys("s80");
    assertThat(now().since(now())).containsOnlyKeys("s80");
    // When
    servers.away.add(SimulatedServers.STORE);
    // Then
    assertThat(now().since(then)).isEmpty();
  }

  private CountedChanges now() {
    return CountedChanges.now(CLUSTER, servers.agents());
  }
}
