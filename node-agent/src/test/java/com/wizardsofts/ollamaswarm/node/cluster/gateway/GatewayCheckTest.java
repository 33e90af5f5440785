package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.step.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayCheckTest {
  private static final Path STATIC = Path.of("/opt/wizardsofts-megabuild/traefik/traefik.yml");
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 10.0.0.80, agents: [nfs-agent]}
        s84: {address: 10.0.0.84, agents: [node-agent]}
      """;
  private static final String OWN = "GET /containers/ollama-swarm-gateway";
  private static final String SERVICE =
      """
      {"ID":"s1","Spec":{"Name":"ollama","Mode":{"Replicated":{"Replicas":2}},
       "Labels":{"traefik.swarm.network":"ollama-network",
                 "traefik.http.services.ollama.loadbalancer.server.port":"11434"}}}
      """;

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine();

  @BeforeEach
  void a_lead() {
    new HostFiles(root).write(ClusterFile.PATH, CLUSTER);
    docker.on("GET /info", "{\"ServerVersion\":\"26.1.5\",\"Swarm\":{\"ControlAvailable\":true}}");
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_traefik_that_is_not_there_is_found() {
    // Given
    docker
        .on("GET /services/ollama", SERVICE)
        .on(OWN, 404, "{\"message\":\"No such container\"}")
        .on("GET /containers/traefik", 404, "{\"message\":\"No such container\"}");
    // Then
    assertThat(look()).extracting(Finding::code).containsExactly("gateway.missing");
  }

  @ParameterizedTest
  @CsvSource({
    "'api: {insecure: false}',                                     API is off",
    "'api: {insecure: true}',                                      API was asked",
    "'api: {insecure: true',                                       not valid YAML"
  })
  void a_traefik_that_cannot_be_looked_at_is_found(String text, String cause) throws IOException {
    // Given
    new HostFiles(root).write(STATIC, text + "\n");
    docker
        .on("GET /services/ollama", SERVICE)
        .on(OWN, 404, "{\"message\":\"No such container\"}")
        .on("GET /containers/traefik/json", recordedContainer());
    // Then
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("gateway.unseen");
              assertThat(found.cause()).contains(cause);
            });
  }

  @Test
  void the_gateway_of_the_other_mode_is_all_that_is_found() throws IOException {
    // Given
    new HostFiles(root).write(STATIC, "api: {insecure: true}\n");
    docker
        .on("GET /services/ollama", SERVICE)
        .on("GET /containers/traefik/json", recordedContainer())
        .on(
            OWN,
            recordedContainer()
                .replace("com.docker.compose.project", "ollama-swarm.duty")
                .replace("megabuild", "gateway"));
    // Then
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("gateway.other-mode");
              assertThat(found.cause()).contains("ollama-swarm-gateway");
            });
  }

  @Test
  void before_there_is_a_service_nothing_is_wrong() {
    // Given
    docker.on("GET /services/ollama", 404, "{\"message\":\"service ollama not found\"}");
    // Then
    assertThat(look()).isEmpty();
  }

  @Test
  void only_the_lead_looks() {
    // Given
    new HostFiles(root).delete(ClusterFile.PATH);
    // Then
    assertThat(look()).isEmpty();
  }

  private List<Finding> look() {
    var files = new HostFiles(root);
    var engine = docker.engine();
    var await = new Await(new AtomicLong()::incrementAndGet);
    return new GatewayCheck(
            new ClusterFile(files),
            engine,
            new OllamaService(engine, new OverlayNetwork(engine), await),
            new Gateway(engine, files, Clock.systemUTC()),
            await)
        .look();
  }

  /** Its API's addresses lead nowhere: a test has no Traefik. */
  private static String recordedContainer() throws IOException {
    try (var file = Gateway.class.getResourceAsStream("traefik-container.json")) {
      return new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
