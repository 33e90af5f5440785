package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Difference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Script;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OllamaServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordedEngine docker =
      Recorded.swarm().on("POST /services/service-id/update", "{}");
  private final AtomicLong clock = new AtomicLong();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_missing_service_is_created_with_its_replicas() throws Exception {
    // Given
    docker.on("POST /services/create", 201, "{\"ID\":\"service-id\"}");
    // When
    service().put(Specs.OLLAMA);
    // Then
    var wanted = Specs.json();
    wanted.putObject("Mode").putObject("Replicated").put("Replicas", 1);
    var call = docker.changes().getLast();
    assertThat(call.request()).isEqualTo("POST /services/create");
    assertThat(JSON.readTree(call.body())).isEqualTo(JSON.readTree(wanted.toString()));
  }

  @Test
  void of_a_missing_service_every_field_is_told() {
    assertThat(service().differences(Specs.OLLAMA))
        .allMatch(difference -> difference.is().equals(Difference.NONE))
        .contains(new Difference("Name", Difference.NONE, "ollama"))
        .extracting(Difference::field)
        .contains("ContainerSpec.Image", "Resources.Limits.MemoryBytes");
  }

  @Test
  void missing_scripts_are_made_as_configs() throws Exception {
    // Given
    var fresh = new RecordedEngine();
    fresh
        .on("GET /networks?filters", "[{\"Name\":\"ollama-network\",\"Id\":\"network-id\"}]")
        .on("GET /configs?filters", "[]")
        .on("POST /configs/create", 201, "{\"ID\":\"made\"}")
        .on("POST /services/create", 201, "{}");
    try (fresh) {
      // When
      service(fresh).put(Specs.OLLAMA);
      // Then
      var config = JSON.readTree(fresh.changes().getFirst().body());
      assertThat(config.path("Name").asText()).isEqualTo(Script.DRAIN.configName());
      assertThat(config.path("Data").binaryValue()).isEqualTo(Script.DRAIN.text());
      assertThat(fresh.changes().getLast().body()).contains("\"ConfigID\":\"made\"");
    }
  }

  @Test
  void a_service_as_wanted_has_no_differences_and_is_not_sent() {
    // Given
    docker.on("GET /services/ollama", Recorded.stored(Specs.json()));
    // When
    service().put(Specs.OLLAMA);
    // Then
    assertThat(service().differences(Specs.OLLAMA)).isEmpty();
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_difference_names_the_field_what_it_is_and_what_is_wanted() {
    // Given
    var there = Specs.json();
    ((ObjectNode) there.at("/TaskTemplate/ContainerSpec")).put("Image", "ollama/ollama:0.1.17");
    docker.on("GET /services/ollama", Recorded.stored(there));
    // When
    var differences = service().differences(Specs.OLLAMA);
    // Then
    assertThat(differences)
        .containsExactly(
            new Difference("ContainerSpec.Image", "ollama/ollama:0.1.17", "ollama/ollama:0.17.4"));
  }

  @Test
  void the_network_of_before_is_left_and_an_operators_own_is_not() throws Exception {
    // Given
    var there = Specs.json();
    ((ObjectNode) there.path("Labels")).put("traefik.swarm.network", "other");
    var networks = (ArrayNode) there.at("/TaskTemplate/Networks");
    networks.removeAll();
    networks.addObject().put("Target", "other-id");
    networks.addObject().put("Target", "operators-id");
    storedBesideTwoNetworks(there);
    // When
    var differences = service().differences(Specs.OLLAMA);
    var leaves = service().leavesNetwork(Specs.OLLAMA);
    service().put(Specs.OLLAMA);
    // Then
    assertThat(differences).anyMatch(it -> it.field().contains("Networks"));
    assertThat(leaves).isTrue();
    var sent = JSON.readTree(docker.changes().getLast().body());
    assertThat(sent.at("/TaskTemplate/Networks").findValuesAsText("Target"))
        .containsExactly("operators-id", "network-id");
  }

  @Test
  void a_network_that_an_operators_own_labels_name_stays() throws Exception {
    // Given
    var there = Specs.json();
    ((ObjectNode) there.path("Labels")).removeAll().put("traefik.swarm.network", "other");
    ((ArrayNode) there.at("/TaskTemplate/Networks")).addObject().put("Target", "other-id");
    storedBesideTwoNetworks(there);
    // When
    var leaves = service().leavesNetwork(Specs.OLLAMA);
    service().put(Specs.OLLAMA);
    // Then
    assertThat(leaves).isFalse();
    var sent = JSON.readTree(docker.changes().getLast().body());
    assertThat(sent.at("/TaskTemplate/Networks").findValuesAsText("Target"))
        .containsExactly("network-id", "other-id");
  }

  @Test
  void an_update_out_of_sequence_is_repeated_on_a_fresh_read() throws Exception {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(1)))
        .on(
            "GET /services/ollama",
            Recorded.stored(Recorded.replicas(1)).replace("\"Index\":10", "\"Index\":11"))
        .on(
            "POST /services/service-id/update?version=10",
            500,
            "{\"message\":\"rpc error: code = Unknown desc = update out of sequence\"}")
        .on("POST /services/service-id/update?version=11", "{}");
    // When
    service().scale("ollama", 4);
    // Then
    var call = docker.changes().getLast();
    assertThat(call.request()).endsWith("version=11");
    assertThat(JSON.readTree(call.body()).at("/Mode/Replicated/Replicas").asInt()).isEqualTo(4);
  }

  @Test
  void another_refusal_is_told_at_once() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(1)))
        .on("POST /services/service-id/update?version=10", 400, "{\"message\":\"no such mode\"}");
    // Then
    assertThatThrownBy(() -> service().scale("ollama", 4))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().cause()).contains("no such mode"));
    assertThat(docker.changes()).hasSize(1);
  }

  @Test
  void the_desired_number_of_replicas_is_read() {
    // Given
    docker.on("GET /services/ollama", Recorded.stored(Recorded.replicas(3)));
    // Then
    assertThat(service().desiredReplicas("ollama")).hasValue(3);
  }

  @Test
  void with_the_service_its_scripts_go_also_when_an_agent_was_killed_between() {
    // Given: the service is gone already
    docker
        .on(
            "GET /configs?filters=" + Filters.of("name", Script.PREFIX),
            """
            [{"ID":"drain-id","Spec":{"Name":"ollama-swarm-drain-0123456789ab"}},
             {"ID":"foreign","Spec":{"Name":"another-ollama-swarm-"}},
             {"ID":"operators","Spec":{"Name":"ollama-swarm-prompts"}},
             {"ID":"operators-too","Spec":{"Name":"ollama-swarm-drain-0123456789abc"}}]
            """)
        .on("DELETE /configs/", 204, "");
    // When
    service().remove("ollama");
    // Then
    assertThat(docker.changes())
        .extracting(RecordedEngine.Call::request)
        .containsExactly("DELETE /configs/drain-id");
  }

  @Test
  void old_scripts_of_ours_are_removed_but_not_those_to_which_swarm_or_a_rollback_would_go_back() {
    // Given
    var before = Specs.json();
    ((ObjectNode) before.at("/TaskTemplate/ContainerSpec/Configs/0")).put("ConfigID", "previous");
    docker
        .on(
            "GET /services/ollama",
            "{\"PreviousSpec\":%s,".formatted(before) + Recorded.stored(Specs.json()).substring(1))
        .on(
            "GET /configs?filters=" + Filters.of("name", Script.PREFIX),
            """
            [{"ID":"drain-id","Spec":{"Name":"%s"}},{"ID":"previous","Spec":{"Name":"ollama-swarm-drain-000000000001"}},
             {"ID":"old","Spec":{"Name":"ollama-swarm-drain-000000000000"}},
             {"ID":"kept","Spec":{"Name":"ollama-swarm-drain-000000000002"}},
             {"ID":"operators","Spec":{"Name":"ollama-swarm-health-check"}},
             {"ID":"foreign","Spec":{"Name":"their-ollama-swarm-drain-000000000000"}}]
            """
                .formatted(Script.DRAIN.configName()))
        .on("DELETE /configs/", 204, "");
    // When
    service().sweepScripts("ollama", Set.of("kept"));
    // Then
    assertThat(docker.changes())
        .extracting(RecordedEngine.Call::request)
        .containsExactly("DELETE /configs/old");
  }

  @Test
  void an_update_that_swarm_rolled_back_is_told_as_failed() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.rolledBackTo(Recorded.replicas(2)))
        .on("GET /tasks", Recorded.tasks(Recorded.task("t1", 1, "running", "running", "")));
    // When
    var state = service().state("ollama");
    // Then
    assertThat(state.desired()).isEqualTo(2);
    assertThat(state.running()).isEqualTo(1);
    assertThat(state.reservedBytes()).isEqualTo(16L << 30);
    assertThat(state.update())
        .isEqualTo(new ServiceState.Update("rollback_completed", true, "task t9 failed"));
  }

  @Test
  void without_a_service_there_are_no_replicas_and_no_tasks() {
    assertThat(service().desiredReplicas("ollama")).isEmpty();
    assertThat(service().tasks("ollama")).isEmpty();
  }

  private void storedBesideTwoNetworks(ObjectNode spec) {
    docker
        .on(
            "GET /networks?filters",
            "[{\"Name\":\"ollama-network\",\"Id\":\"network-id\"},{\"Name\":\"other\",\"Id\":\"other-id\"}]")
        .on("GET /tasks", "[]")
        .on("GET /nodes", "[]")
        .on("GET /services/ollama", Recorded.stored(spec));
  }

  private OllamaService service() {
    return service(docker);
  }

  private OllamaService service(RecordedEngine engine) {
    return new OllamaService(engine.engine(), new OverlayNetwork(engine.engine()), await());
  }

  /** Each look takes half a second of the test's time. */
  private Await await() {
    return new Await(() -> clock.getAndIncrement() * Duration.ofMillis(500).toNanos());
  }

  @Test
  void a_former_spec_is_put_back_field_for_field() {
    // Given
    docker
        .on("GET /services/ollama", Recorded.stored(Recorded.replicas(1)))
        .on("POST /services/service-id/update", "{}");
    var former = "{\"Name\":\"ollama\",\"Mode\":{\"Replicated\":{\"Replicas\":3}}}";
    // When
    new OllamaService(docker.engine(), new OverlayNetwork(docker.engine()), new Await())
        .restore("ollama", former);
    // Then
    assertThat(docker.changes().getLast().request()).contains("version=10");
    assertThat(docker.changes().getLast().body()).isEqualTo(former);
  }

  @Test
  void a_service_that_was_removed_since_is_made_anew_and_that_is_told() {
    // Given
    docker.on("POST /services/create", 201, "{\"ID\":\"service-id\"}");
    var former = "{\"Name\":\"ollama\",\"Mode\":{\"Replicated\":{\"Replicas\":3}}}";
    var told = new ArrayList<String>();
    var step = new DeployService("ollama", () -> Specs.OLLAMA, service(), Set::of, told::add);
    // When
    step.undo(former);
    // Then
    var call = docker.changes().getLast();
    assertThat(call.request()).isEqualTo("POST /services/create");
    assertThat(call.body()).isEqualTo(former);
    assertThat(told)
        .containsExactly("somebody had removed the service ollama; it is made anew as it was");
    // When: the lead was killed before its journal said so
    docker.on(
        "GET /services/ollama",
        Recorded.stored(Recorded.replicas(3))
            .replaceFirst("\"Spec\":.*}", "\"Spec\":" + former + "}"));
    step.undo(former);
    // Then
    assertThat(docker.changes()).hasSize(1);
    assertThat(told).hasSize(1);
  }
}
