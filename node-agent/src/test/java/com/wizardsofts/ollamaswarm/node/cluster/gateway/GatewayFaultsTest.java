package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.api.GatewayStatus.Backend;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayFaultsTest {
  private static final Backend SERVING = new Backend("10.0.1.5:11434", "UP", "t5");
  private static final Map<String, String> LABELS =
      Map.of(
          "traefik.enable", "true",
          "traefik.swarm.network", "ollama-network",
          "traefik.http.services.ollama.loadbalancer.server.port", "11434");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traefik.http.services.ollama.loadbalancer.sticky",
        "traefik.http.services.ollama.loadBalancer.sticky.cookie.name"
      })
  void a_label_that_keeps_clients_on_a_replica_is_found_unless_cluster_yaml_names_it(String label) {
    var labels = new HashMap<>(LABELS);
    labels.put(label, "true");
    var wanted = Map.of(label, "true");
    assertThat(LabelFaults.in(labels, "ollama-network", SwarmProvider.SWARM, Map.of()))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("gateway.sticky");
              assertThat(found.cause()).contains(label);
            });
    assertThat(LabelFaults.in(labels, "ollama-network", SwarmProvider.SWARM, wanted)).isEmpty();
  }

  @Test
  void a_gateway_in_order_has_none() {
    assertThat(GatewayFaults.in(status("3.7.15", true, List.of(), SERVING), "29.1.0")).isEmpty();
    assertThat(LabelFaults.in(LABELS, "ollama-network", SwarmProvider.SWARM, Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.9,  29.0.0,       true",
    "3.6.0,  30.1.2,       true",
    "3.6.1,  29.0.0,       false",
    "3.5.9,  28.5.1,       false",
    "3.0.4,  26.1.5+dfsg1, false",
    "2.11.30, 29.0.0,      true",
    "2.11.31, 29.0.0,      false"
  })
  void a_traefik_that_cannot_speak_with_a_new_docker(
      String traefik, String docker, boolean tooOld) {
    // When
    var found = GatewayFaults.in(status(traefik, true, List.of(), SERVING), docker);
    // Then
    assertThat(codes(found).contains("gateway.too-old")).isEqualTo(tooOld);
  }

  @ParameterizedTest
  @CsvSource({"3.7.5, true", "3.7.6, false", "4.0.0, false"})
  void a_traefik_that_may_cut_answers_which_begin_at_once(String traefik, boolean cuts) {
    // When
    var found = GatewayFaults.in(status(traefik, true, List.of(), SERVING), "26.1.5");
    // Then
    assertThat(codes(found).contains("gateway.cuts-answers")).isEqualTo(cuts);
  }

  @Test
  void a_port_that_is_not_published_and_whatever_else_differs() {
    // When
    var found = GatewayFaults.in(status("3.7.15", false, List.of("no port"), SERVING), "26.1.5");
    // Then
    assertThat(codes(found)).containsExactly("gateway.port-closed", "gateway.differs");
    assertThat(found.getFirst().cause()).contains("traefik", "11434");
    assertThat(found.getLast().cause()).contains("no port");
  }

  @Test
  void replicas_that_only_traefik_or_only_swarm_has() {
    // When
    var found =
        GatewayFaults.in(
            status(
                "3.7.15",
                true,
                List.of(),
                SERVING,
                new Backend("10.0.1.6:11434", "UP", null),
                new Backend("10.0.1.7:11434", null, "t7")),
            "26.1.5");
    // Then
    assertThat(codes(found)).containsExactly("gateway.backends");
    assertThat(found.getFirst().cause()).contains("2 of 3");
    assertThat(found.getFirst().evidence())
        .containsExactly(
            "10.0.1.6:11434: Traefik says UP, Swarm has no running task there",
            "10.0.1.7:11434: Traefik does not know it, Swarm runs task t7");
  }

  @ParameterizedTest
  @CsvSource({
    "traefik.swarm.network,                                  ,       gateway.network-label",
    "traefik.swarm.network,                                  ingress, gateway.network-label",
    "traefik.docker.network,                                 web,    gateway.mixed-labels",
    "traefik.http.services.ollama.loadbalancer.server.port,  ,       gateway.port-label"
  })
  void labels_by_which_traefik_does_not_find_the_replicas(
      String label, @Nullable String value, String code) {
    // Given
    var labels = new TreeMap<>(LABELS);
    if (value == null) {
      labels.remove(label);
    } else {
      labels.put(label, value);
    }
    // Then
    assertThat(codes(LabelFaults.in(labels, "ollama-network", SwarmProvider.SWARM, Map.of())))
        .containsExactly(code);
  }

  @Test
  void labels_for_traefik_3_are_the_wrong_ones_for_traefik_2() {
    assertThat(codes(LabelFaults.in(LABELS, "ollama-network", SwarmProvider.DOCKER, Map.of())))
        .containsExactly("gateway.network-label", "gateway.mixed-labels");
  }

  private static List<String> codes(List<Finding> found) {
    return found.stream().map(Finding::code).toList();
  }

  private static GatewayStatus status(
      String version, boolean published, List<String> differences, Backend... backends) {
    return new GatewayStatus(
        "traefik",
        version,
        List.of(new GatewayStatus.EntryPoint("ollama", ":11434")),
        List.of("Swarm"),
        11434,
        published,
        List.of("ollama-network"),
        List.of("whoami@docker"),
        List.of(),
        List.of(backends),
        differences,
        "",
        null,
        null,
        List.of(),
        List.of());
  }
}
