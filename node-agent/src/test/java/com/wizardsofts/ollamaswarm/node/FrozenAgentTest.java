package com.wizardsofts.ollamaswarm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.cli.FakeLead;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent that takes every request and answers none, until it is thawed. */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NodeAgentResourceTest.NoDocker.class)
class FrozenAgentTest {
  private static final String UNMOUNTED = "{\"mountPoint\":\"/m\",\"options\":[]}";

  @Inject TlsConfigurationRegistry tls;
  @Inject KnownLead known;

  private final CountDownLatch thawed = new CountDownLatch(1);
  private FakeLead looked;
  private FakeLead ordered;

  @BeforeEach
  void they_freeze() {
    looked = new FakeLead().freezes(thawed);
    ordered = new FakeLead().freezes(thawed).answers("DELETE /v1/mount", 200, UNMOUNTED);
  }

  @AfterEach
  void they_end() {
    thawed.countDown();
    looked.close();
    ordered.close();
  }

  @Test
  void a_look_ends_soon_and_an_order_may_take_longer() {
    // Given
    var agents = new AgentClients(tls, known, Duration.ofMillis(200), Duration.ofMinutes(5));
    var order =
        CompletableFuture.supplyAsync(
            () -> agents.orderNode(ordered.address(), agent -> agent.unmount("/m")),
            Thread::startVirtualThread);
    await().until(() -> !ordered.requests.isEmpty());
    // When
    assertThatThrownBy(() -> agents.node(looked.address(), NodeAgentApi::status))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("agent.unreachable"));
    // Then
    assertThat(order).isNotDone();
    thawed.countDown();
    assertThat(order.join().source()).isNull();
  }
}
