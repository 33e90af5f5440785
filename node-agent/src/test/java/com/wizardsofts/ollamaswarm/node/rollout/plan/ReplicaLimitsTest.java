package com.wizardsofts.ollamaswarm.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.HealthyReplicas;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.node.swarm.replica.AllReplicas;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * How long replicas are waited for: Swarm may need a minute and a start for each that it replaces,
 * and the last of the old ones its longest answer and what follows that.
 */
class ReplicaLimitsTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      service: {startSeconds: 120, longestAnswerSeconds: 1800}
      """;

  private final Waited service = new Waited();

  @Test
  void an_update_of_three_replicas_has_three_starts_and_a_drain() {
    var step = new HealthyReplicas(() -> Specs.OLLAMA, "ollama", Duration.ofSeconds(120), service);
    assertThatThrownBy(step::apply).hasMessageContaining("waited");
    assertThat(service.limit)
        .isEqualTo(Duration.ofSeconds(3 * (60 + 120) + 10 + 15).plus(Specs.OLLAMA.longestAnswer()));
  }

  @Test
  @SuppressWarnings("NullAway")
  void replicas_that_are_taken_away_may_end_their_answers_first() {
    var gateway = new Gateway(null, null, Clock.systemUTC());
    var all = new AllReplicas(null, null, service, null, null, new Await());
    var log = SimulatedServers.log();
    var step =
        new ProveSteps(service, all, gateway, Clock.systemUTC(), new Await())
            .of(ClusterFile.parse(CLUSTER), Proofs.of(List.of(), "abc", log))
            .scaling();
    assertThatThrownBy(step::apply).hasMessageContaining("waited");
    assertThat(service.limit).isEqualTo(Duration.ofSeconds(60 + 120 + 1800 + 10 + 15));
  }

  /** Three replicas, and how long they were to be waited for. */
  private static final class Waited extends OllamaService {
    private Duration limit = Duration.ZERO;

    @SuppressWarnings("NullAway")
    Waited() {
      super(null, null, new Await());
    }

    @Override
    public OptionalInt desiredReplicas(String name) {
      return OptionalInt.of(3);
    }

    @Override
    public void scale(String name, int count) {
      assertThat(count).isEqualTo(4);
    }

    @Override
    public void awaitRunning(String name, int replicas, Duration within) {
      limit = within;
      throw ProblemCode.SERVICE_NOT_RUNNING.exception("waited");
    }

    @Override
    public void awaitRunning(ServiceSpec spec, int replicas, Duration within) {
      awaitRunning(spec.name(), replicas, within);
    }
  }
}
