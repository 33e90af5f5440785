package com.wizardsofts.ollamaswarm.node.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NodeState;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClusterStatusTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final ServerStatus STATUS =
      new ServerStatus("x", "1", "h", "28", "active", "n", true, NOON, null, 0);
  private static final MountState MOUNT =
      new MountState(
          "/m", "s:/m", "nfs4", true, List.of(), "id", true, 15360, true, true, null, null, null);
  private static final ServiceState SERVICE =
      new ServiceState("ollama", "ollama/ollama", 2, 2, 0, 0, 0, Map.of(), null, List.of());

  private final SimulatedAgents agents = new SimulatedAgents();
  private final AtomicReference<Instant> time = new AtomicReference<>(NOON);
  private final AtomicReference<Function<String, ServiceState>> service =
      new AtomicReference<>(_ -> SERVICE);
  private final AtomicReference<IntSupplier> routed = new AtomicReference<>(() -> 2);

  @BeforeEach
  void everybody_is_well() {
    agents.answers.put("status", STATUS);
    agents.answers.put("node", new NodeState(STATUS, MOUNT));
    agents.answers.put("store", new StoreState("/m", "id", "marker", 1, 2, null));
    agents.answers.put("models", List.of());
  }

  @Test
  void every_agent_tells_its_part() {
    var state = status(2, Duration.ofSeconds(30)).now();
    assertThat(state.lead()).isEqualTo("n1");
    assertThat(state.service().value()).isEqualTo(SERVICE);
    assertThat(requireNonNull(state.routed()).value()).isEqualTo(2);
    assertThat(state.agents()).extracting(AgentState::server).containsExactly("store", "n1", "n2");
    var store = state.agents().getFirst();
    assertThat(requireNonNull(store.store()).value()).isEqualTo(agents.answers.get("store"));
    assertThat(requireNonNull(store.models()).problem()).isNull();
    assertThat(store.mount()).isNull();
    var node = state.agents().getLast();
    assertThat(requireNonNull(node.mount()).value()).isEqualTo(MOUNT);
    assertThat(node.status().ageMillis()).isZero();
  }

  @Test
  @Timeout(20)
  void of_a_hundred_agents_those_that_hang_delay_nobody() {
    IntStream.rangeClosed(91, 100)
        .mapToObj(ClusterStatusTest::address)
        .forEach(agents.hanging::add);
    agents.away.add(address(90));
    var state = status(100, Duration.ofMillis(700)).now();
    assertThat(told(state)).hasSize(90).doesNotContain("n90", "n91", "n100");
    assertThat(state.agents().subList(90, 101))
        .allSatisfy(
            agent -> {
              assertThat(agent.status().value()).isNull();
              assertThat(requireNonNull(agent.status().problem()).code())
                  .isEqualTo(ProblemCode.AGENT_UNREACHABLE.code());
            });
  }

  @Test
  void an_agent_that_went_away_is_shown_with_what_it_told_last_and_how_old_that_is() {
    var status = status(1, Duration.ofSeconds(30));
    status.now();
    agents.away.add(address(1));
    time.set(NOON.plusSeconds(90));
    var node = status.now().agents().getLast();
    assertThat(node.status().value()).isEqualTo(STATUS);
    assertThat(node.status().ageMillis()).isEqualTo(90_000);
    assertThat(node.status().problem()).isNotNull();
  }

  @Test
  void one_that_hangs_is_not_asked_again_while_it_does() {
    agents.hanging.add(address(1));
    var status = status(1, Duration.ofMillis(200));
    status.now();
    await().until(() -> agents.asked.get() == 4);
    status.now();
    // The three questions to the store's agent, and none to the one that hangs.
    await().until(() -> agents.asked.get() == 7);
    time.set(NOON.plusSeconds(31));
    status.now();
    await().until(() -> agents.asked.get() == 11);
  }

  @Test
  void a_service_that_is_not_there_is_a_part_of_the_answer() {
    service.set(
        _ -> {
          throw ProblemCode.NOT_FOUND.exception("ollama");
        });
    var told = status(1, Duration.ofSeconds(30)).now().service();
    assertThat(told.value()).isNull();
    assertThat(requireNonNull(told.problem()).code()).isEqualTo("not-found");
  }

  @Test
  void a_gateway_that_does_not_answer_hides_nothing_of_the_service() {
    routed.set(
        () -> {
          throw ProblemCode.GATEWAY_MISSING.exception("traefik");
        });
    var state = status(1, Duration.ofSeconds(30)).now();
    assertThat(state.service().value()).isEqualTo(SERVICE);
    assertThat(requireNonNull(requireNonNull(state.routed()).problem()).code())
        .isEqualTo("gateway.missing");
  }

  private static List<String> told(ClusterState state) {
    return state.agents().stream()
        .filter(agent -> agent.status().problem() == null)
        .map(AgentState::server)
        .toList();
  }

  private ClusterStatus status(int nodes, Duration limit) {
    var spec = ClusterFile.parse(file(nodes));
    var clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return time.get();
          }
        };
    return new ClusterStatus(
        () -> spec,
        agents,
        name -> service.get().apply(name),
        _ -> routed.get().getAsInt(),
        clock,
        limit);
  }

  private static String file(int nodes) {
    return "lead: n1\nservers:\n  store: {address: 10.0.0.80, agents: [nfs-agent]}\n"
        + IntStream.rangeClosed(1, nodes)
            .mapToObj(n -> "  n%d: {address: 10.0.1.%d, agents: [node-agent]}\n".formatted(n, n))
            .collect(Collectors.joining());
  }

  private static String address(int node) {
    return "10.0.1.%d:7484".formatted(node);
  }
}
