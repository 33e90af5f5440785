package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  @Test
  void the_lead_knows_its_own_version_without_asking() {
    servers.settings.put("version s85", "1.6.0");
    servers.away.add(SimulatedServers.agent("s84"));
    assertThatThrownBy(this::require).hasMessageContaining("on s85 is 1.6.0");
  }

  @Test
  @Timeout(60)
  void all_are_asked_at_the_same_time() {
    // Given agents of which none answers before all are asked
    var asked = new CyclicBarrier(3);
    servers.call = () -> waits(asked::await);
    servers.settings.put("version s85", "1.6.0");
    // Then
    assertThatThrownBy(this::require).hasMessageContaining("on s85 is 1.6.0");
  }

  @Test
  @Timeout(60)
  void those_that_hang_are_away() {
    // Given
    var never = new CountDownLatch(1);
    servers.call = () -> waits(never::await);
    servers.settings.put("version s85", "1.6.0");
    // Then
    assertThatCode(() -> require(Duration.ofMillis(100))).doesNotThrowAnyException();
    never.countDown();
  }

  private interface Waiting {
    void await() throws InterruptedException, BrokenBarrierException;
  }

  private static void waits(Waiting waiting) {
    try {
      waiting.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private void require() {
    require(Duration.ofSeconds(50));
  }

  private void require(Duration limit) {
    new FittingAgents("1.4.0", ClusterFile.parse(CLUSTER), servers.agents(), limit).require();
  }
}
