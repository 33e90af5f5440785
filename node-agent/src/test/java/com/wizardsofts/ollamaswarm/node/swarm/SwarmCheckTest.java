package com.wizardsofts.ollamaswarm.node.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwarmCheckTest {
  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_healthy_swarm_of_one_or_three_managers_has_no_findings() {
    swarm(true, "iptables", node("a", "manager", "ready", "active"));
    assertThat(new SwarmCheck(docker.engine()).look()).isEmpty();
  }

  @Test
  void a_node_that_is_down_is_named() {
    swarm(
        true,
        "iptables",
        node("a", "manager", "ready", "active"),
        node("b", "worker", "down", "active"));
    var found = new SwarmCheck(docker.engine()).look();
    assertThat(found).extracting(Finding::code).containsExactly("node.down");
    assertThat(found.getFirst().cause()).isEqualTo("b (10.0.0.9) is down");
    assertThat(found.getFirst().about()).containsExactly("10.0.0.9");
  }

  @Test
  void a_drained_node_is_named_with_the_command_that_brings_it_back() {
    swarm(true, "iptables", node("a", "manager", "ready", "drain"));
    var found = new SwarmCheck(docker.engine()).look();
    assertThat(found).extracting(Finding::code).containsExactly("node.unavailable");
    assertThat(found.getFirst().remedy()).startsWith("docker node update --availability active a");
  }

  @Test
  void two_managers_are_a_finding() {
    swarm(
        true,
        "iptables",
        node("a", "manager", "ready", "active"),
        node("b", "manager", "ready", "active"));
    assertThat(new SwarmCheck(docker.engine()).look())
        .extracting(Finding::code)
        .containsExactly("swarm.two-managers");
  }

  @Test
  void nftables_is_a_finding_on_a_worker_too() {
    swarm(false, "nftables");
    assertThat(new SwarmCheck(docker.engine()).look())
        .extracting(Finding::code)
        .containsExactly("docker.nftables");
  }

  @ParameterizedTest
  @ValueSource(strings = {"28.2.0", "28.2.2", "28.2.2-0ubuntu1", "28.2.2+dfsg1"})
  void a_docker_that_forgets_replicas_of_other_nodes_is_found_on_a_worker_too(String version) {
    docker.on("GET /info", "{\"ServerVersion\":\"%s\"}".formatted(version));
    assertThat(new SwarmCheck(docker.engine()).look())
        .singleElement()
        .satisfies(found -> assertThat(found.cause()).contains(version, "28.3.0"))
        .extracting(Finding::code)
        .isEqualTo("docker.faulty-version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"24.0.9", "26.1.5+dfsg1", "27.5.1", "28.1.1", "28.3.0", "29.0.4"})
  void a_docker_without_that_fault_is_none(String version) {
    docker.on("GET /info", "{\"ServerVersion\":\"%s\"}".formatted(version));
    assertThat(new SwarmCheck(docker.engine()).look()).isEmpty();
  }

  private void swarm(boolean manager, String firewall, String... nodes) {
    docker.on(
        "GET /info",
        "{\"Swarm\":{\"ControlAvailable\":%s},\"FirewallBackend\":{\"Driver\":\"%s\"}}"
            .formatted(manager, firewall));
    docker.on("GET /nodes", "[" + String.join(",", nodes) + "]");
  }

  private static String node(String name, String role, String state, String availability) {
    return """
    {"ID":"%1$s","Description":{"Hostname":"%1$s"},"Spec":{"Role":"%2$s","Availability":"%4$s"},
     "Status":{"State":"%3$s","Addr":"10.0.0.9"}}
    """
        .formatted(name, role, state, availability);
  }
}
