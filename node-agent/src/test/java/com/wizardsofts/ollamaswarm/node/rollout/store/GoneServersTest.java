package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rollback does without servers that are gone, and without no other. */
class GoneServersTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent, node-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
        s85: {address: 198.51.100.85, agents: [node-agent]}
      """;

  private final SimulatedServers servers = new SimulatedServers();

  @ParameterizedTest
  @CsvSource({"s80,store's", "s84,lead's", "s85,answers", "s99,no node", "'s85 s86',no node"})
  void others_are_refused(String name, String why) {
    servers.away.add(SimulatedServers.agent("s80"));
    servers.away.add(SimulatedServers.agent("s84"));
    assertThatThrownBy(() -> require(name))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(why);
  }

  @Test
  void those_whose_agents_do_not_answer_are_gone_also_when_cluster_yaml_names_them_no_more() {
    servers.away.add(SimulatedServers.agent("s85"));
    servers.away.add(SimulatedServers.agent("s83"));
    assertThatCode(() -> require("s85", "s83")).doesNotThrowAnyException();
  }

  private void require(String... names) {
    var former = new FormerNode("s83", SimulatedServers.agent("s83"), Optional.of("/mnt/store"));
    new GoneServers(ClusterFile.parse(CLUSTER), List.of(former), servers.agents())
        .require(List.of(names));
  }
}
