package com.wizardsofts.ollamaswarm.node.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine.Call;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SwarmTest {
  private static final String NODE =
      """
      {"ID":"n1","Version":{"Index":7},
       "Spec":{"Role":"manager","Availability":"active","Labels":{"rack":"r1"},"Unknown":{"kept":1}},
       "Description":{"Hostname":"s84"},"Status":{"State":"ready","Addr":"0.0.0.0"},
       "ManagerStatus":{"Leader":true,"Addr":"198.51.100.84:2377"}}
      """;

  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_manager_tells_its_nodes() {
    // Given
    docker
        .on(
            "GET /info",
            "{\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":true,\"NodeID\":\"n1\"}}")
        .on("GET /nodes", "[" + NODE + "]");
    // When
    var state = new Swarm(docker.engine()).state();
    // Then
    assertThat(state.manager()).isTrue();
    assertThat(state.nftables()).isFalse();
    assertThat(state.nodes())
        .containsExactly(
            new Node(
                "n1", "s84", "198.51.100.84", "manager", "active", "ready", Map.of("rack", "r1")));
  }

  @Test
  void an_engine_of_docker_29_tells_its_firewall_backend() {
    docker.on("GET /info", "{\"Swarm\":{},\"FirewallBackend\":{\"Driver\":\"nftables\"}}");
    assertThat(new Swarm(docker.engine()).state().nftables()).isTrue();
  }

  @Test
  void a_worker_says_who_the_managers_are() {
    // Given
    docker.on(
        "GET /info",
        "{\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":false,"
            + "\"RemoteManagers\":[{\"NodeID\":\"n1\",\"Addr\":\"198.51.100.84:2377\"}]}}");
    // Then
    assertThatThrownBy(() -> new Swarm(docker.engine()).requireManager())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("swarm.not-manager");
              assertThat(e.problem().remedy()).contains("198.51.100.84:2377");
            });
  }

  @Test
  void a_node_outside_a_swarm_is_no_manager() {
    // Given
    docker.on("GET /info", "{\"Swarm\":{\"LocalNodeState\":\"inactive\"}}");
    // Then
    assertThatThrownBy(() -> new Swarm(docker.engine()).requireManager())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("swarm.inactive"));
  }

  @Test
  void outside_a_swarm_no_nodes_are_asked_for() {
    // Given
    docker.on("GET /info", "{\"Swarm\":{\"LocalNodeState\":\"inactive\",\"NodeID\":\"\"}}");
    // Then
    assertThat(new Swarm(docker.engine()).state().nodes()).isEmpty();
  }

  @Test
  void a_label_is_added_to_the_whole_spec_of_the_node() {
    // Given
    docker.on("GET /nodes/n1", NODE).on("POST /nodes/n1/update", "{}");
    // When
    new Swarm(docker.engine()).label("n1", "ollama.store", "store-1");
    // Then
    var call = docker.changes().getLast();
    assertThat(call.request()).isEqualTo("POST /nodes/n1/update?version=7");
    assertThat(call.body())
        .contains("\"ollama.store\":\"store-1\"", "\"rack\":\"r1\"", "\"Unknown\":{\"kept\":1}");
  }

  @Test
  void a_label_that_is_so_or_gone_already_is_not_written() {
    // Given
    docker.on("GET /nodes/n1", NODE);
    // When
    new Swarm(docker.engine()).label("n1", "rack", "r1");
    new Swarm(docker.engine()).unlabel("n1", "ollama.store");
    // Then
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_label_gets_another_key_in_one_change() {
    // Given
    docker.on("GET /nodes/n1", NODE).on("POST /nodes/n1/update", "{}");
    // When
    new Swarm(docker.engine()).moveLabel("n1", "rack", "shelf");
    new Swarm(docker.engine()).moveLabel("n1", "row", "shelf");
    // Then
    assertThat(docker.changes())
        .singleElement()
        .satisfies(call -> assertThat(call.body()).contains("{\"shelf\":\"r1\"}"));
  }

  @Test
  void a_swarm_is_begun_at_an_address_only() {
    // Given
    docker.on("POST /swarm/init", "\"n1\"");
    // When
    new Swarm(docker.engine()).init("198.51.100.84");
    // Then
    assertThat(docker.changes().getLast().body()).contains("\"AdvertiseAddr\":\"198.51.100.84\"");
    assertThatThrownBy(() -> new Swarm(docker.engine()).init("eth0; id"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void a_network_of_another_kind_is_a_conflict() {
    // Given
    docker.on(
        "GET /networks",
        "[{\"Name\":\"ollama-network-2\"},{\"Name\":\"ollama-network\",\"Driver\":\"bridge\",\"Scope\":\"local\"}]");
    // Then
    assertThatThrownBy(() -> new OverlayNetwork(docker.engine()).exists("ollama-network"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().cause()).contains("driver bridge"));
  }

  @Test
  void a_network_with_a_longer_name_is_not_the_one() {
    // Given
    docker.on("GET /networks", "[{\"Name\":\"ollama-network-2\",\"Driver\":\"bridge\"}]");
    // Then
    assertThat(new OverlayNetwork(docker.engine()).exists("ollama-network")).isFalse();
  }

  @Test
  void a_network_that_swarm_is_still_making_is_no_conflict() {
    // Given
    docker.on(
        "GET /networks",
        "[{\"Name\":\"ollama-network\",\"Driver\":\"\",\"Scope\":\"swarm\",\"Attachable\":true}]");
    // Then
    assertThat(new OverlayNetwork(docker.engine()).exists("ollama-network")).isTrue();
  }

  @Test
  void an_attachable_overlay_is_created_and_known() {
    // Given
    docker
        .on("POST /networks/create", 201, "{\"Id\":\"x\"}")
        .on(
            "GET /networks",
            "[{\"Name\":\"ollama-network\",\"Driver\":\"overlay\",\"Scope\":\"swarm\",\"Attachable\":true}]");
    var network = new OverlayNetwork(docker.engine());
    // When
    network.create("ollama-network");
    // Then
    assertThat(network.exists("ollama-network")).isTrue();
    assertThat(docker.changes().getLast().body())
        .contains("\"Driver\":\"overlay\"", "\"Attachable\":true");
  }

  @Test
  void a_network_is_removed_by_its_id_and_a_missing_one_is_no_problem() {
    // Given
    docker
        .on("GET /networks", "[{\"Name\":\"ollama-network\",\"Id\":\"x\"}]")
        .on("DELETE /networks/x", 204, "");
    var network = new OverlayNetwork(docker.engine());
    // When
    network.remove("ollama-network");
    network.remove("another-network");
    // Then
    assertThat(docker.changes()).extracting(Call::request).containsExactly("DELETE /networks/x");
  }

  @Test
  void a_swarm_with_services_or_other_nodes_is_not_left_and_they_are_named() {
    // Given
    docker
        .on(
            "GET /info",
            "{\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":true,\"NodeID\":\"n1\"}}")
        .on("GET /nodes", "[%s,%s]".formatted(NODE, NODE.replace("n1", "n2").replace("s84", "s85")))
        .on("GET /services", "[{\"Spec\":{\"Name\":\"shop\"}}]");
    var swarm = new Swarm(docker.engine());
    // Then
    assertThatThrownBy(swarm::leave)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("swarm.in-use");
              assertThat(e.problem().detail())
                  .isEqualTo("the Swarm, which others use (node s85, service shop)");
            });
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_swarm_that_was_left_is_left_again_without_asking_for_services() {
    // Given: outside a Swarm an Engine refuses to tell of services
    docker
        .on("GET /info", "{\"Swarm\":{\"LocalNodeState\":\"inactive\",\"NodeID\":\"\"}}")
        .on("GET /services", 503, "{\"message\":\"This node is not a swarm manager.\"}");
    // When
    new Swarm(docker.engine()).leave();
    // Then
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_swarm_of_one_node_without_services_is_left() {
    // Given
    docker
        .on(
            "GET /info",
            "{\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":true,\"NodeID\":\"n1\"}}")
        .on("GET /nodes", "[" + NODE + "]")
        .on("GET /services", "[]")
        .on("POST /swarm/leave", "{}");
    // When
    new Swarm(docker.engine()).leave();
    // Then
    assertThat(docker.changes())
        .extracting(Call::request)
        .containsExactly("POST /swarm/leave?force=true");
  }
}
