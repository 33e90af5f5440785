package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.gateway.FakeTraefik;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookAtGatewayTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      """;

  private static final Path STATIC = Path.of("/opt/wizardsofts-megabuild/traefik/traefik.yml");

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine("29.1.3", "1.44", "1.52");

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_traefik_that_is_not_there_is_refused_and_one_of_our_own_offered() {
    docker.on("GET /containers/traefik/json", 404, "{\"message\":\"No such container\"}");
    assertMissing("There is no container 'traefik'");
  }

  @Test
  void a_traefik_that_is_stopped_is_refused() throws IOException {
    docker.on("GET /containers/traefik/json", container("exited", 1));
    assertMissing("The container 'traefik' does not run");
  }

  @Test
  void a_traefik_that_does_not_answer_yet_is_the_own_steps_matter() throws IOException {
    aTraefikThatStarts();
    assertThat(look()).isInstanceOf(Observation.AsPlanned.class);
  }

  private void aTraefikThatStarts() throws IOException {
    new HostFiles(root).write(STATIC, "api: {insecure: true}\n");
    docker.on("GET /containers/traefik/json", container("running", 1));
  }

  private void assertMissing(String detail) {
    assertThat(look())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> {
              assertThat(blocked.problem().code()).isEqualTo("gateway.missing");
              assertThat(blocked.problem().detail()).isEqualTo(detail);
              assertThat(blocked.problem().remedy()).contains("gateway.mode: managed");
            });
    assertThat(docker.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3.6.0, true", "3.6.1, false"})
  void a_traefik_that_cannot_speak_with_docker_29_is_refused_before_anything_is_changed(
      String version, boolean refused) throws IOException {
    try (var traefik = new FakeTraefik()) {
      // Given
      traefik.version(version);
      new HostFiles(root).write(STATIC, "api: {insecure: true}\n");
      docker.on("GET /containers/traefik/json", container("running", traefik.port()));
      docker.on("GET /containers/json", "[]");
      // When
      var seen = look();
      // Then
      if (refused) {
        assertThat(seen)
            .isInstanceOfSatisfying(
                Observation.Blocked.class,
                blocked -> {
                  assertThat(blocked.problem().code()).isEqualTo("gateway.too-old");
                  assertThat(blocked.problem().remedy()).contains("3.6.1");
                });
      } else {
        assertThat(seen).isInstanceOf(Observation.AsPlanned.class);
      }
      assertThat(docker.changes()).isEmpty();
    }
  }

  private static String container(String status, int apiPort) throws IOException {
    var json = new ObjectMapper();
    try (var file = Gateway.class.getResourceAsStream("traefik-container.json")) {
      var inspect = (ObjectNode) json.readTree(file);
      inspect.putObject("State").put("Status", status).put("Running", status.equals("running"));
      ((ObjectNode) inspect.get("NetworkSettings"))
          .putObject("Ports")
          .putArray("8080/tcp")
          .addObject()
          .put("HostIp", "127.0.0.1")
          .put("HostPort", String.valueOf(apiPort));
      return inspect.toString();
    }
  }

  private Observation look() {
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    var gateway = new Gateway(docker.engine(), new HostFiles(root), clock);
    try {
      return new LookAtGateway(ClusterFile.parse(CLUSTER).gatewaySpec(), gateway).observe();
    } catch (ProblemException e) {
      return new Observation.Blocked(e.problem());
    }
  }
}
