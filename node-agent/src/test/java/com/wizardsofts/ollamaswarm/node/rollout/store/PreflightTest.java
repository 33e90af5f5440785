package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      """;

  private final SimulatedServers servers = new SimulatedServers();

  @ParameterizedTest
  @ValueSource(strings = {"1.4.0", "1.4.7", "1.3.2", "1.5.0-SNAPSHOT"})
  void agents_of_the_same_and_of_neighbouring_versions_work_together(String version) {
    servers.settings.put("version s80", version);
    assertThat(look()).isInstanceOf(Observation.AsPlanned.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.9", "1.6.0", "2.4.0", "0.4.0", "nightly"})
  void an_agent_of_another_version_is_refused_with_both_versions(String version) {
    servers.settings.put("version s80", version);
    assertThat(look())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> {
              assertThat(blocked.problem().code()).isEqualTo("agent.version");
              assertThat(blocked.problem().detail()).contains(version).contains("1.4.0");
            });
  }

  private Observation look() {
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return new Preflight(ClusterFile.parse(CLUSTER), servers.agents(), clock).observe();
  }
}
