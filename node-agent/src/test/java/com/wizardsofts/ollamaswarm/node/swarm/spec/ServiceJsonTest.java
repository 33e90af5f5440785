package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceJsonTest {
  private static final String CONTAINER = "/TaskTemplate/ContainerSpec";

  @Test
  void the_container_gets_the_models_read_only_and_nothing_else() throws Exception {
    // When
    var mounts = Specs.json().at(CONTAINER + "/Mounts");
    // Then
    assertThat(mounts)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"Type":"bind","Source":"/opt/ollama-models/models","Target":"/models",
                      "ReadOnly":true}]
                    """));
  }

  @Test
  void the_environment_sets_what_ollama_would_guess() {
    // When
    var environment = new ArrayList<String>();
    Specs.json().at(CONTAINER + "/Env").forEach(line -> environment.add(line.asText()));
    // Then
    assertThat(environment)
        .containsExactly(
            "OLLAMA_HOST=0.0.0.0:11434",
            "OLLAMA_MODELS=/models",
            "OLLAMA_NOPRUNE=1",
            "OLLAMA_NUM_PARALLEL=2",
            "OLLAMA_KEEP_ALIVE=30m",
            "OLLAMA_CONTEXT_LENGTH=4096",
            "SWARM_PORT=11434",
            "SWARM_WARM_MODEL=mistral:7b",
            "SWARM_DRAIN_SECONDS=300");
  }

  @Test
  void the_grace_is_longer_than_the_drain() {
    assertThat(Specs.json().at(CONTAINER + "/StopGracePeriod").asLong())
        .isEqualTo(310_000_000_000L);
  }

  @Test
  void memory_is_reserved_as_it_is_limited() {
    // When
    var resources = Specs.json().at("/TaskTemplate/Resources");
    // Then
    assertThat(resources.at("/Limits/MemoryBytes").asLong()).isEqualTo(17_179_869_184L);
    assertThat(resources.at("/Reservations/MemoryBytes").asLong()).isEqualTo(17_179_869_184L);
  }

  @Test
  void the_port_is_published_nowhere_and_the_replicas_are_seen_one_by_one() {
    // When
    var endpoint = Specs.json().path("EndpointSpec");
    // Then
    assertThat(endpoint.path("Mode").asText()).isEqualTo("dnsrr");
    assertThat(endpoint.path("Ports")).isEmpty();
  }

  @Test
  void the_scripts_are_configs_named_after_their_text() {
    // When
    var drain = Specs.json().at(CONTAINER + "/Configs/0");
    // Then
    assertThat(drain.path("ConfigName").asText()).matches("ollama-swarm-drain-[0-9a-f]{12}");
    assertThat(drain.path("ConfigID").asText()).isEqualTo("drain-id");
    assertThat(drain.at("/File/Name").asText()).isEqualTo("/ollama-swarm/drain.sh");
    assertThat(Specs.json().at(CONTAINER + "/Command").toString())
        .isEqualTo("[\"/bin/sh\",\"/ollama-swarm/drain.sh\"]");
  }

  @Test
  void an_engine_before_api_1_44_gets_no_start_interval() {
    // When
    var json = new ServiceJson(Specs.OLLAMA, Specs.configs(), false).on("network-id");
    // Then
    assertThat(json.at(CONTAINER + "/Healthcheck").has("StartInterval")).isFalse();
    assertThat(Specs.json().at(CONTAINER + "/Healthcheck/StartInterval").asLong())
        .isEqualTo(1_000_000_000L);
  }

  @Test
  void the_gateway_routes_all_but_what_changes_models() {
    // When
    var labels = Specs.json().path("Labels");
    // Then
    var rule = labels.path("traefik.http.routers.ollama.rule").asText();
    assertThat(rule).startsWith("PathPrefix(`/`)");
    for (var path :
        List.of(
            "/api/pull",
            "/api/push",
            "/api/create",
            "/api/delete",
            "/api/copy",
            "/api/blobs",
            "/debug")) {
      assertThat(rule).contains(" && !PathPrefix(`" + path + "`)");
    }
    assertThat(labels.path("traefik.enable").asText()).isEqualTo("true");
    assertThat(labels.path("traefik.swarm.network").asText()).isEqualTo("ollama-network");
    assertThat(labels.path("traefik.http.routers.ollama.entrypoints").asText()).isEqualTo("ollama");
    assertThat(labels.path("traefik.http.routers.ollama.middlewares").asText())
        .isEqualTo("ollama-retry@file");
    var balancer = "traefik.http.services.ollama.loadbalancer.";
    assertThat(labels.path(balancer + "server.port").asText()).isEqualTo("11434");
    assertThat(labels.path(balancer + "strategy").asText()).isEqualTo("p2c");
    assertThat(labels.path(balancer + "serverstransport").asText()).isEqualTo("ollama@file");
    assertThat(labels.path("traefik.http.routers.ollama.service").asText())
        .isEqualTo("ollama@file");
    assertThat(labels.path("traefik.http.services.ollama-in-turn.loadbalancer.strategy").asText())
        .isEqualTo("wrr");
  }

  @Test
  void what_changes_models_is_refused_with_a_reason_and_debugging_is_not_routed() {
    // When
    var labels = Specs.json().path("Labels");
    // Then
    assertThat(labels.path("traefik.http.routers.ollama-models.rule").asText())
        .contains("PathPrefix(`/api/pull`) || PathPrefix(`/api/push`)", "PathPrefix(`/api/copy`)")
        .doesNotContain("debug");
    assertThat(labels.path("traefik.http.routers.ollama-models.middlewares").asText())
        .isEqualTo("ollama-read-only@file");
  }

  @Test
  void updates_that_fail_are_rolled_back() {
    // When
    var update = Specs.json().path("UpdateConfig");
    // Then
    assertThat(update.path("FailureAction").asText()).isEqualTo("rollback");
    assertThat(update.path("Monitor").asLong()).isEqualTo(10_000_000_000L);
    var rollback = Specs.json().path("RollbackConfig");
    assertThat(rollback.path("Parallelism").asInt()).isEqualTo(1);
    assertThat(rollback.path("FailureAction").asText()).isEqualTo("pause");
    assertThat(rollback.path("Monitor")).isEqualTo(update.path("Monitor"));
    assertThat(Specs.json().at("/TaskTemplate/RestartPolicy/Delay").asLong())
        .isEqualTo(1_000_000_000L);
    assertThat(Specs.json().at("/TaskTemplate/Placement/Constraints/0").asText())
        .isEqualTo("node.labels.ollama.store==store-1");
  }
}
