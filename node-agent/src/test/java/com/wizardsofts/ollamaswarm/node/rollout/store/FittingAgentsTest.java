package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittingAgentsTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
        s85: {address: 198.51.100.85, agents: [node-agent]}
      """;

  private final SimulatedServers servers = new SimulatedServers();

  @ParameterizedTest
  @ValueSource(strings = {"s80", "s85"})
  void one_of_a_version_that_is_not_beside_the_leads_is_refused_and_named(String server) {
    servers.settings.put("version " + server, "1.6.0");
    assertThatThrownBy(this::require)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("on %s is 1.6.0, the lead's node-agent is 1.4.0".formatted(server));
  }

  @Test
  void neighbouring_versions_fit_and_who_is_away_is_passed_over() {
    servers.settings.put("version s80", "1.3.2");
    servers.settings.put("version s85", "1.6.0");
    servers.away.add(SimulatedServers.agent("s85"));
    assertThatCode(this::require).doesNotThrowAnyException();
  }

  private void require() {
    new FittingAgents(ClusterFile.parse(CLUSTER), servers.agents()).require();
  }
}
