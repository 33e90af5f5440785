package com.wizardsofts.ollamaswarm.node.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.DesiredService;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.container.ImageOnNodes;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.service.Capacity;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Recorded;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceOrdersTest {
  private static final String SERVICE =
      """
      {"ID":"s1","Version":{"Index":3},"Spec":{"Name":"ollama","Mode":{"Replicated":{"Replicas":%d}},
       "TaskTemplate":{"ContainerSpec":{"Image":"ollama/ollama:0.17.4"},"Resources":{"Reservations":{"MemoryBytes":17179869184}}}}}
      """;

  private final RecordedEngine docker =
      new RecordedEngine()
          .on("GET /info", "{\"Swarm\":{\"ControlAvailable\":true,\"NodeID\":\"n1\"}}")
          .on("GET /tasks", "[]")
          .on(
              "GET /nodes",
              """
              [{"ID":"n1","Spec":{"Availability":"active","Labels":{"ollama.store":"store-1"}},
                "Description":{"Hostname":"s84","Resources":{"MemoryBytes":68719476736}},
                "Status":{"State":"ready","Addr":"198.51.100.84"}}]
              """)
          .on("POST /services/s1/update", "{}");

  @TempDir Path root;
  private EventLogs rollouts;

  @BeforeEach
  void rollouts() {
    rollouts = RolloutLogs.at(root);
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_scale_that_fits_is_ordered_and_the_answer_says_what_changed() {
    // Given
    docker.on("GET /services/ollama", SERVICE.formatted(2));
    // When
    var state = orders().scale("ollama", 4);
    // Then
    assertThat(state.changes()).containsExactly("replicas: 2 → 4");
    assertThat(docker.changes().getLast().body()).contains("\"Replicas\":4");
  }

  @Test
  void the_same_number_again_changes_nothing() {
    // Given
    docker.on("GET /services/ollama", SERVICE.formatted(4));
    // Then
    assertThat(orders().scale("ollama", 4).changes()).isEmpty();
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void more_than_fit_are_refused_before_anything_is_sent() {
    // Given
    docker.on("GET /services/ollama", SERVICE.formatted(2));
    // Then
    assertThat(refused(5)).startsWith("service.does-not-fit: 5 replicas of ollama need 80.00 GiB");
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void fewer_are_never_refused_for_want_of_memory() {
    // Given
    docker.on("GET /services/ollama", SERVICE.formatted(9));
    // Then
    assertThat(orders().scale("ollama", 8).changes()).containsExactly("replicas: 9 → 8");
  }

  @ParameterizedTest
  @CsvSource({
    "{}, docker.refused",
    "{\"replicas\":8}, docker.refused",
    "{\"replicas\":10}, service.does-not-fit",
    "'{\"replicas\":10,\"reservedBytes\":6442450944}', docker.refused",
    "'{\"replicas\":11,\"reservedBytes\":6442450944}', service.does-not-fit",
    "'{\"memoryBytes\":34359738368,\"reservedBytes\":34359738368}', service.does-not-fit"
  })
  void only_what_takes_more_memory_than_now_may_not_fit(String json, String code) throws Exception {
    // Given nine where four fit, and an Engine that has no image
    docker
        .on("GET /services/ollama", SERVICE.formatted(9))
        .on("GET /images", 500, "{\"message\":\"no images here\"}");
    var wanted = new ObjectMapper().readValue(json, DesiredService.class);
    // Then
    assertThatThrownBy(() -> orders().put(wanted))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 33, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void numbers_outside_the_bounds_are_refused(int replicas) {
    docker.on("GET /services/ollama", SERVICE.formatted(2));
    assertThat(refused(replicas)).startsWith("bad-input: replicas: " + replicas);
    assertThat(docker.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Global", "ReplicatedJob"})
  void a_service_that_has_no_number_of_replicas_is_no_service_to_be_made(String mode)
      throws Exception {
    // Given
    docker.on(
        "GET /services/ollama",
        "{\"Spec\":{\"Name\":\"ollama\",\"Mode\":{\"%s\":{}},\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"ollama/ollama\"}}}}"
            .formatted(mode));
    var wanted = new ObjectMapper().readValue("{}", DesiredService.class);
    // Then
    assertThatThrownBy(() -> orders().put(wanted))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("service.conflict"));
    assertThat(refused(2)).startsWith("service.conflict: the service ollama has the mode " + mode);
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void somebodys_own_service_is_never_taken_for_ollama() throws Exception {
    // Given
    docker.on(
        "GET /services/shop",
        SERVICE.formatted(2).replace("\"ollama\"", "\"shop\"").replace("ollama/ollama", "whoami"));
    var wanted = new ObjectMapper().readValue("{\"name\":\"shop\"}", DesiredService.class);
    // Then
    for (ThrowingCallable order :
        List.<ThrowingCallable>of(() -> orders().put(wanted), () -> orders().scale("shop", 2))) {
      assertThatThrownBy(order)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("service.conflict"));
    }
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_scale_without_a_number_is_refused() {
    docker.on("GET /services/ollama", SERVICE.formatted(2));
    assertThat(refused(null)).startsWith("bad-input: replicas");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"image\":\"no image; rm -rf /\"}",
        "{\"image\":\"No\"}",
        "{\"name\":\"my.svc\"}",
        "{\"modelsPath\":\"/opt/../etc\"}",
        "{\"cpus\":-1}",
        "{\"memoryBytes\":1}",
        "{\"memoryBytes\":8589934592,\"reservedBytes\":8589934593}",
        "{\"warmModel\":\"a b\"}",
        "{\"labels\":{\"traefik.enable\":\"false\"}}",
        "{\"labels\":{\"team\":null}}",
        "{\"replicas\":-1}"
      })
  void bad_input_is_refused_before_an_image_is_looked_for(String json) throws Exception {
    // Given
    var wanted = new ObjectMapper().readValue(json, DesiredService.class);
    // Then
    assertThatThrownBy(() -> orders().put(wanted))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("bad-input"));
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void what_a_request_leaves_out_has_the_guides_value() throws Exception {
    var wanted = new ObjectMapper().readValue("{}", DesiredService.class);
    assertThat(wanted.image()).isEqualTo("ollama/ollama:latest");
    assertThat(wanted.memoryBytes()).isEqualTo(16L << 30);
    assertThat(wanted.reservedBytes()).isEqualTo(16L << 30);
    assertThat(wanted.cpus()).isZero();
    assertThat(wanted.network()).isEqualTo("ollama-network");
    assertThat(wanted.labels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "{}, llm, docker",
    "'{\"entryPoint\":\"other\"}', other, docker",
    "'{\"provider\":\"swarm\"}', llm, swarm"
  })
  void the_way_through_the_gateway_stays_unless_another_one_is_asked_for(
      String json, String entryPoint, String provider) throws Exception {
    // Given: an operator's entry point, of a Traefik 2
    var there = Recorded.replicas(1);
    var labels = there.withObjectProperty("Labels");
    labels.remove("traefik.swarm.network");
    labels.put("traefik.docker.network", "ollama-network");
    labels.put("traefik.http.routers.ollama.entrypoints", "llm");
    labels.put("traefik.http.routers.ollama-models.entrypoints", "llm");
    docker
        .on("GET /services/ollama", Recorded.stored(there))
        .on("GET /networks?", "[{\"Name\":\"ollama-network\",\"Id\":\"network-id\"}]")
        .on("GET /configs?", "[]")
        .on("POST /configs/create", 201, "{\"ID\":\"made\"}")
        .on("GET /images/", "{\"Id\":\"sha256:1\",\"RepoDigests\":[]}")
        .on("POST /services/service-id/update", "{}");
    // When
    orders().put(new ObjectMapper().readValue(json, DesiredService.class));
    // Then
    var sent = new ObjectMapper().readTree(docker.changes().getLast().body()).path("Labels");
    assertThat(sent.path("traefik.http.routers.ollama.entrypoints").asText()).isEqualTo(entryPoint);
    assertThat(sent.path("traefik.http.routers.ollama-models.entrypoints").asText())
        .isEqualTo(entryPoint);
    assertThat(sent.has("traefik.%s.network".formatted(provider))).isTrue();
  }

  @Test
  void nothing_is_ordered_while_a_rollout_runs() {
    // Given
    docker.on("GET /services/ollama", SERVICE.formatted(2));
    rollouts.begin("d", "");
    var wanted = new ObjectMapper().convertValue(Map.of(), DesiredService.class);
    // Then
    var orders = orders();
    for (ThrowingCallable order :
        List.<ThrowingCallable>of(
            () -> orders.scale("ollama", 4),
            () -> orders.restart("ollama"),
            () -> orders.put(wanted))) {
      assertThatThrownBy(order)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("rollout.running");
                assertThat(e.problem().detail()).startsWith("/v1/rollouts/");
              });
    }
    assertThat(docker.changes()).isEmpty();
  }

  private String refused(@Nullable Integer replicas) {
    try {
      return "allowed: " + orders().scale("ollama", replicas);
    } catch (ProblemException e) {
      return e.problem().code() + ": " + e.problem().detail();
    }
  }

  private ServiceOrders orders() {
    var engine = docker.engine();
    var swarm = new Swarm(engine);
    return new ServiceOrders(
        NodeAgentConfigTest.config(Map.of()),
        new OllamaService(engine, new OverlayNetwork(engine), new Await()),
        new Capacity(engine),
        new ImageOnNodes(new Images(engine), swarm, noAgents()),
        swarm,
        rollouts);
  }

  /** The only node is this one, so no other agent is ever called. */
  private static AgentClients noAgents() {
    return new FakeAgents() {
      @Override
      protected Object answer(String address, String method, Object[] given) {
        throw new UnsupportedOperationException(address + " " + method);
      }
    };
  }
}
