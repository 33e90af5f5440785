package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SOCKETS;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SPEC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may have the port that the operator's Traefik is to publish. */
class GatewayPortTest {
  @TempDir Path root;
  private OperatorsTraefik server;
  private FakeDocker docker;
  private Gateway gateway;

  @BeforeEach
  void an_operators_traefik() throws IOException {
    server = new OperatorsTraefik(root);
    docker = server.docker;
    gateway = server.gateway;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_port_that_a_program_holds_is_refused_by_a_look_already() {
    // Given
    somethingListens();
    // Then
    assertThat(gateway.observe(SPEC).refusal().orElseThrow().code()).isEqualTo("port.taken");
    assertThat(gateway.preview(SPEC).refusal()).isNotNull();
    assertProblem(() -> gateway.apply(SPEC), "port.taken", "a program that is not in a container");
    assertThat(docker.orders()).isEmpty();
  }

  @Test
  void a_port_that_traefik_has_is_not_taken() {
    // Given
    gateway.apply(SPEC);
    somethingListens();
    // Then
    assertThat(gateway.observe(SPEC).refusal()).isEmpty();
  }

  @Test
  void the_old_ollama_may_have_the_port_until_the_cut_over_and_no_other_container() {
    // Given
    var holder = RecordedTraefik.container().put("Id", "holder").put("Name", "/holder");
    holder
        .withObject("/HostConfig/PortBindings")
        .withArray("11434/tcp")
        .addObject()
        .put("HostPort", "11434");
    holder.withObject("/Config").put("Image", "ollama/ollama:latest");
    docker.add(holder);
    // Then
    assertThat(gateway.observe(SPEC).refusal()).isEmpty();
    assertProblem(() -> gateway.apply(SPEC), "port.taken", "the container 'holder'");
    // Given
    holder.withObject("/Config").put("Image", "nginx:1");
    // Then
    assertThat(gateway.observe(SPEC).refusal().orElseThrow().code()).isEqualTo("port.taken");
    assertThat(docker.orders()).isEmpty();
  }

  @Test
  void the_guides_service_may_have_the_port_by_the_routing_mesh_until_it_is_updated() {
    // Given
    dockerListensFor("ollama");
    // Then
    assertThat(gateway.observe(SPEC).refusal()).isEmpty();
    assertProblem(() -> gateway.apply(SPEC), "port.taken", "the service 'ollama'");
  }

  @Test
  void another_service_that_has_the_port_by_the_routing_mesh_is_named() {
    // Given
    dockerListensFor("shop");
    // Then
    assertThat(gateway.observe(SPEC).refusal().orElseThrow().detail())
        .contains("the service 'shop'");
    assertProblem(() -> gateway.apply(SPEC), "port.taken", "the service 'shop'");
  }

  private void dockerListensFor(String service) {
    somethingListens();
    var mesh =
        """
        [{"Spec":{"Name":"other"},"Endpoint":{"Spec":{}}},
         {"Spec":{"Name":"%s"},"Endpoint":{"Ports":[
          {"Protocol":"udp","TargetPort":11434,"PublishedPort":11434,"PublishMode":"ingress"},
          {"Protocol":"tcp","TargetPort":11434,"PublishedPort":11434,"PublishMode":"ingress"}]}}]
        """
            .formatted(service);
    docker.also(
        (order, _, _) ->
            switch (order) {
              case "GET /info" -> reply("{\"Swarm\":{\"ControlAvailable\":true}}");
              case "GET /services" -> reply(mesh);
              default -> null;
            });
  }

  private void somethingListens() {
    server.files.write(Path.of("/proc/net/tcp6"), server.files.read(SOCKETS).orElseThrow());
  }

  private static Reply reply(String json) {
    try {
      return Reply.json(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
