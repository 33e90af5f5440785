package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine.Call;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreateNetworkTest {
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final String THERE =
      """
      [{"Name":"ollama-network","Id":"jf1","Driver":"overlay","Scope":"swarm","Attachable":true}]
      """;

  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void is_undone_only_when_the_node_has_forgotten_the_network_too() {
    // Given: Swarm lets it go at once, the node when its last replica has ended
    docker
        .on("GET /networks?", THERE)
        .on("GET /networks?", THERE)
        .on("GET /networks?", THERE)
        .on("GET /networks?", "[]")
        .on("DELETE /networks/jf1", 204, "")
        .on("DELETE /networks/jf1", 404, "{\"message\":\"network jf1 not found\"}");
    // When
    step(new Await()).undo("no network ollama-network");
    // Then
    assertThat(docker.changes())
        .extracting(Call::request)
        .containsExactly("DELETE /networks/jf1", "DELETE /networks/jf1");
  }

  @Test
  void waits_while_replicas_finish_their_answers() {
    // Given
    docker
        .on("GET /networks?", THERE)
        .on("GET /networks?", THERE)
        .on("GET /networks?", THERE)
        .on("GET /networks?", "[]")
        .on("DELETE /networks/jf1", 403, "{\"message\":\"in use by task t1\"}")
        .on("DELETE /networks/jf1", 204, "");
    // When
    step(new Await()).undo("no network ollama-network");
    // Then
    assertThat(docker.changes()).hasSize(2);
  }

  @Test
  void a_network_that_outlives_the_longest_end_of_a_replica_is_no_success() {
    // Given a clock that moves by 10 s whenever it is looked at
    var nanos = new AtomicLong();
    var await = new Await(() -> nanos.getAndAdd(10_000_000_000L));
    docker
        .on("GET /networks?", THERE)
        .on("DELETE /networks/jf1", 403, "{\"message\":\"has active endpoints\"}");
    // Then
    assertThatThrownBy(() -> step(await).undo("no network ollama-network"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("network.in-use");
              assertThat(e.problem().cause()).contains("has active endpoints");
            });
    assertThat(Duration.ofNanos(nanos.get())).isGreaterThan(ServiceJson.longestEnd(ANSWER));
  }

  private CreateNetwork step(Await await) {
    var networks = new OverlayNetwork(docker.engine());
    return new CreateNetwork("ollama-network", ANSWER, networks, await);
  }
}
