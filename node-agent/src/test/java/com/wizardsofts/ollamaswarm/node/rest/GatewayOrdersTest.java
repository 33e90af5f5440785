package com.wizardsofts.ollamaswarm.node.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.DesiredGateway;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayOrdersTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 10.0.0.80, agents: [nfs-agent]}
        s84: {address: 10.0.0.84, agents: [node-agent]}
      gateway: {container: proxy}
      """;

  @TempDir Path root;
  private final RecordedEngine docker =
      new RecordedEngine()
          .on("GET /containers/proxy/json", 404, "{\"message\":\"No such container: proxy\"}")
          .on("GET /containers/other/json", 404, "{\"message\":\"No such container: other\"}");

  @AfterEach
  void close() {
    docker.close();
  }

  @ParameterizedTest
  @CsvSource({", proxy", "other, other"})
  void what_a_request_leaves_out_is_as_the_clusters_file_says(
      @Nullable String wanted, String asked) {
    // Given
    write(CLUSTER);
    // Then
    assertProblem(
        new DesiredGateway(null, wanted, null, null, null, null, true), "gateway.missing", asked);
  }

  @ParameterizedTest
  @CsvSource({"relative.yml, 1", "/etc/traefik.yml, 70000"})
  void values_outside_their_grammar_are_refused_before_anything_is_asked(String file, int port) {
    // Given
    write(CLUSTER);
    // Then
    assertProblem(
        new DesiredGateway(null, null, file, null, port, null, false), "bad-input", "gateway.");
  }

  @Test
  void a_mode_that_there_is_not_is_refused() {
    write(CLUSTER);
    assertProblem(
        new DesiredGateway("magic", null, null, null, null, null, true), "bad-input", "magic");
  }

  @Test
  void a_request_may_ask_for_a_traefik_of_our_own_from_another_image() {
    // Given
    write(CLUSTER);
    docker
        .on("GET /containers/ollama-swarm-gateway/json", 404, "{\"message\":\"No such container\"}")
        .on("GET /containers/json", "[]")
        .on("GET /images/traefik:v3.9/json", 404, "{\"message\":\"No such image\"}");
    // When
    var files = new HostFiles(root);
    var orders =
        new GatewayOrders(
            new ClusterFile(files),
            new Gateway(docker.engine(), files, Clock.systemUTC()),
            RolloutLogs.at(root));
    var status =
        orders.put(new DesiredGateway("managed", null, null, "traefik:v3.9", 11435, null, true));
    // Then
    assertThat(status.container()).isEqualTo("ollama-swarm-gateway");
    assertThat(status.port()).isEqualTo(11435);
    assertThat(status.differences()).contains("this server has no image traefik:v3.9");
    assertThat(status.refusal()).isNull();
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void nothing_is_changed_while_a_rollout_runs() {
    // Given
    write(CLUSTER);
    docker
        .on("GET /containers/ollama-swarm-gateway/json", 404, "{\"message\":\"No such container\"}")
        .on("GET /containers/json", "[]")
        .on("GET /images/traefik:v3.9/json", 404, "{\"message\":\"No such image\"}");
    var rollouts = RolloutLogs.at(root);
    rollouts.begin("d", "");
    var files = new HostFiles(root);
    var orders =
        new GatewayOrders(
            new ClusterFile(files),
            new Gateway(docker.engine(), files, Clock.systemUTC()),
            rollouts);
    // Then
    assertThatThrownBy(
            () ->
                orders.put(
                    new DesiredGateway("managed", null, null, "traefik:v3.9", 11435, null, false)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("rollout.running"));
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_server_that_is_not_the_lead_says_so() {
    assertProblem(
        new DesiredGateway(null, null, null, null, null, null, true), "not-found", "not the lead");
  }

  private void write(String cluster) {
    new HostFiles(root).write(ClusterFile.PATH, cluster);
  }

  private void assertProblem(DesiredGateway wanted, String code, String detail) {
    var files = new HostFiles(root);
    var orders =
        new GatewayOrders(
            new ClusterFile(files),
            new Gateway(docker.engine(), files, Clock.systemUTC()),
            RolloutLogs.at(root));
    assertThatThrownBy(() -> orders.put(wanted))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(code);
              assertThat(e.problem().detail()).contains(detail);
            });
    assertThat(docker.changes()).isEmpty();
  }
}
