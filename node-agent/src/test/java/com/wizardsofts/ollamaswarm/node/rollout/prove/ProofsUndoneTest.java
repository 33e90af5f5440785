package com.wizardsofts.ollamaswarm.node.rollout.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.node.swarm.replica.AllReplicas;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each proof may be the one that changes the number of replicas: others may be held already. */
class ProofsUndoneTest {
  private static final GatewaySpec SPEC =
      new GatewaySpec(
          "traefik",
          Path.of("/etc/traefik/traefik.yml"),
          11434,
          "ollama-network",
          "ollama",
          "198.51.100.80:7480",
          Duration.ofMinutes(10),
          1000,
          false);

  private final EventLog log = SimulatedServers.log();
  private final Scaled service = new Scaled();

  @ParameterizedTest
  @ValueSource(strings = {"prove.scale", "prove.balance", "prove.recovery"})
  void the_number_of_replicas_before_is_put_back(String proof) {
    // Given
    var step = step(proof);
    var before = ((Observation.Differs) step.observe()).before();
    service.scale("ollama", 4);
    // When
    step.undo(before);
    // Then
    assertThat(service.replicas).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prove.scale", "prove.balance", "prove.recovery"})
  void a_journal_of_an_older_agent_has_no_number_and_nothing_is_put_back(String proof) {
    step(proof).undo("not proved");
    assertThat(service.replicas).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prove.scale", "prove.balance", "prove.recovery"})
  void a_service_that_somebody_made_in_the_place_of_ours_keeps_its_replicas(String proof) {
    service.conflict = ProblemCode.SERVICE_CONFLICT.problem("theirs");
    step(proof).undo("5");
    assertThat(service.replicas).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prove.scale", "prove.balance", "prove.recovery"})
  void a_proof_that_is_held_changes_nothing(String proof) {
    // Given
    log.add(Kind.BEGAN, null, null);
    log.enter(new PlannedStep(Phase.PROVE, step(proof), false));
    log.add(Kind.PROVED, "seen", null);
    // Then
    assertThat(step(proof).observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void the_plan_says_that_a_replica_is_killed_and_of_the_other_proofs_nothing() {
    assertThat(step("prove.recovery").interruption())
        .hasValueSatisfying(it -> assertThat(it).contains("killed", "lost"));
    assertThat(step("prove.balance").interruption()).isEmpty();
  }

  @SuppressWarnings("NullAway")
  private Step step(String id) {
    var count =
        new ReplicaCount(
            "ollama",
            Duration.ZERO,
            service,
            new Gateway(null, null, Clock.systemUTC()),
            SPEC,
            new Await());
    var client = new OllamaClient("http://127.0.0.1:11434", Duration.ofSeconds(5));
    var all = new AllReplicas(null, null, service, null, null, new Await());
    var proofs = Proofs.of(log.events(), "abc", log);
    return switch (id) {
      case "prove.scale" -> new ProveScaling(4, count, proofs, Clock.systemUTC());
      case "prove.balance" ->
          new ProveBalance(200, 10, 4, "ollama", count, client, all, proofs, new Await());
      default ->
          new ProveRecovery(
              4, "ollama", Duration.ZERO, count, client, service, all, proofs, Clock.systemUTC());
    };
  }

  /** The service, of which only the number of replicas counts. */
  private static final class Scaled extends OllamaService {
    private int replicas = 2;
    private @Nullable Problem conflict;

    @SuppressWarnings("NullAway")
    Scaled() {
      super(null, null, new Await());
    }

    @Override
    public Optional<Problem> conflict(String name) {
      return Optional.ofNullable(conflict);
    }

    @Override
    public OptionalInt desiredReplicas(String name) {
      return OptionalInt.of(replicas);
    }

    @Override
    public void scale(String name, int count) {
      replicas = count;
    }
  }
}
