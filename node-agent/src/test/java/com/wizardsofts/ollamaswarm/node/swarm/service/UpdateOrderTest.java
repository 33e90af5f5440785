package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether an update, a restart and a rollback by Swarm start or stop a replica first. */
class UpdateOrderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordedEngine docker =
      Recorded.swarm().on("POST /services/service-id/update", "{}");

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void an_update_starts_a_new_replica_first_where_there_is_memory_for_both() {
    assertThat(orderOfUpdate(64)).isEqualTo("start-first");
  }

  @Test
  void an_update_stops_an_old_replica_first_where_there_is_no_memory_for_both() {
    assertThat(orderOfUpdate(31)).isEqualTo("stop-first");
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, ''",
    "31, 1, nothing answers from when the only one ends until its successor has its model",
    "31, 2, one fewer answers while each is replaced"
  })
  void what_nobody_answers_meanwhile_is_told_before(long gib, int replicas, String told) {
    // Given
    var there = Recorded.replicas(replicas);
    there.set("TaskTemplate", ofAnOlderImage().path("TaskTemplate"));
    runsOneReplica(there, gib);
    // Then
    assertThat(deploy().interruption().orElse(""))
        .endsWith(told)
        .matches(
            told.isEmpty() ? "" : "no node has memory for a new replica beside an old one: .*");
  }

  @Test
  void labels_are_changed_without_new_replicas() {
    // Given
    var there = Recorded.replicas(1);
    ((ObjectNode) there.path("Labels")).put("traefik.enable", "false");
    runsOneReplica(there, 31);
    // Then
    assertThat(deploy().observe()).isInstanceOf(Observation.Differs.class);
    assertThat(deploy().interruption()).isEmpty();
  }

  private String orderOfUpdate(long gib) {
    runsOneReplica(ofAnOlderImage(), gib);
    service().put(Specs.OLLAMA);
    var sent = sent(docker.changes().getLast());
    var order = sent.at("/UpdateConfig/Order").asText();
    assertThat(sent.at("/RollbackConfig/Order").asText()).isEqualTo(order);
    return order;
  }

  @Test
  void before_an_update_the_spec_to_which_swarm_may_go_back_gets_the_order_of_a_rollback() {
    // Given: made by an agent that set none
    var there = ofAnOlderImage();
    there.remove("RollbackConfig");
    runsOneReplica(there, 64);
    // When
    service().put(Specs.OLLAMA);
    // Then
    var first = sent(docker.changes().getFirst());
    assertThat(first.at("/RollbackConfig"))
        .isEqualTo(sent(docker.changes().getLast()).at("/RollbackConfig"));
    assertThat(first.at("/RollbackConfig/Order").asText()).isEqualTo("start-first");
    assertThat(first.at("/RollbackConfig/FailureAction").asText()).isEqualTo("pause");
    assertThat(first.path("TaskTemplate")).isEqualTo(tree(there.toString()).path("TaskTemplate"));
    assertThat(docker.changes()).hasSize(2);
  }

  @Test
  void a_spec_that_is_fit_to_go_back_to_is_not_sent() {
    // Given: as Docker tells it
    var there = ofAnOlderImage();
    there
        .withObjectProperty("RollbackConfig")
        .put("MaxFailureRatio", 0)
        .put("Order", "start-first");
    there.withObjectProperty("UpdateConfig").put("Order", "start-first");
    runsOneReplica(there, 64);
    // When
    service().put(Specs.OLLAMA);
    // Then
    assertThat(docker.changes()).hasSize(1);
  }

  @Test
  void a_restart_never_replaces_all_replicas_at_once() {
    // Given: the guide's own
    var there = Recorded.replicas(1);
    there.remove(List.of("UpdateConfig", "RollbackConfig"));
    runsOneReplica(there, 64);
    // When
    service().restart("ollama");
    // Then: nor does a rollback of it
    assertThat(docker.changes()).hasSize(2);
    for (var call : docker.changes()) {
      assertThat(sent(call).at("/UpdateConfig/Parallelism").asInt()).isEqualTo(1);
      assertThat(sent(call).at("/RollbackConfig/Parallelism").asInt()).isEqualTo(1);
    }
    assertThat(sent(docker.changes().getFirst()).at("/TaskTemplate/ForceUpdate").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"64, stop-first, start-first", "31, start-first, stop-first"})
  void a_restart_changes_swarms_counter_for_it_and_the_order_when_another_one_fits_now(
      long gib, String former, String fitting) throws Exception {
    // Given
    var there = Recorded.replicas(1);
    there.withObjectProperty("UpdateConfig").put("Order", former);
    runsOneReplica(there, gib);
    // When
    service().restart("ollama");
    // Then
    var wanted = Recorded.replicas(1);
    wanted.withObjectProperty("TaskTemplate").put("ForceUpdate", 1);
    wanted.withObjectProperty("UpdateConfig").put("Order", fitting);
    wanted.withObjectProperty("RollbackConfig").put("Order", fitting);
    assertThat(JSON.readTree(docker.changes().getLast().body()))
        .isEqualTo(JSON.readTree(wanted.toString()));
  }

  private static ObjectNode ofAnOlderImage() {
    var there = Recorded.replicas(1);
    ((ObjectNode) there.at("/TaskTemplate/ContainerSpec")).put("Image", "ollama/ollama:0.1.17");
    return there;
  }

  private static JsonNode sent(RecordedEngine.Call call) {
    return tree(call.body());
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** On the only node, which has so much memory; a replica reserves 16 GiB. */
  private void runsOneReplica(ObjectNode spec, long gib) {
    docker
        .on("GET /services/ollama", Recorded.stored(spec))
        .on("GET /nodes", "[" + Recorded.node("n1", gib << 30, "ready") + "]")
        .on(
            "GET /tasks",
            Recorded.tasks(
                Recorded.task("t1", 1, "running", "running", "")
                    .replace("\"Slot\"", "\"ServiceID\":\"service-id\",\"Slot\"")));
  }

  private DeployService deploy() {
    return new DeployService("ollama", () -> Specs.OLLAMA, service(), Set::of, _ -> {});
  }

  private OllamaService service() {
    return new OllamaService(docker.engine(), new OverlayNetwork(docker.engine()), new Await());
  }
}
