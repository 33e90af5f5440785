package com.wizardsofts.ollamaswarm.node.gateway.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.node.gateway.RecordedTraefik;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContainerCopyTest {
  private final JsonNode inspect = RecordedTraefik.container();
  private final JsonNode untouched = inspect.deepCopy();

  @Test
  void everything_that_was_asked_for_is_asked_for_again() {
    // When
    var body = ContainerCopy.of(inspect).body();
    // Then
    for (var key : new String[] {"Env", "Cmd", "Entrypoint", "Image", "Labels", "ExposedPorts"}) {
      assertThat(body.get(key)).as(key).isEqualTo(inspect.at("/Config/" + key));
    }
    var host = (ObjectNode) body.get("HostConfig").deepCopy();
    var was = (ObjectNode) inspect.get("HostConfig").deepCopy();
    host.remove("Binds");
    was.remove("Binds");
    assertThat(host).isEqualTo(was);
    assertThat(inspect).isEqualTo(untouched);
  }

  @Test
  void the_port_the_folder_and_the_network_are_added() {
    // When
    var copy =
        ContainerCopy.of(inspect)
            .publish(11434)
            .bind(Path.of("/etc/ollama-swarm/gateway"))
            .attach("ollama-network");
    // Then
    var host = copy.body().get("HostConfig");
    assertThat(copy.body().at("/ExposedPorts").has("11434/tcp")).isTrue();
    assertThat(host.at("/PortBindings").get("11434/tcp").toString())
        .isEqualTo("[{\"HostIp\":\"\",\"HostPort\":\"11434\"}]");
    assertThat(host.at("/PortBindings").get("80/tcp"))
        .isEqualTo(inspect.at("/HostConfig/PortBindings").get("80/tcp"));
    assertThat(host.get("Binds").toString())
        .contains("/etc/ollama-swarm/gateway:/etc/ollama-swarm/gateway:ro");
    assertThat(copy.otherNetworks()).containsOnlyKeys("monitoring", "ollama-network");
  }

  @Test
  void which_network_has_the_way_out_is_kept() {
    // Given
    ((ObjectNode) inspect.at("/NetworkSettings/Networks/monitoring")).put("GwPriority", 100);
    // When
    var copy = ContainerCopy.of(inspect);
    // Then
    assertThat(copy.otherNetworks())
        .hasEntrySatisfying(
            "monitoring",
            endpoint -> assertThat(endpoint.path("GwPriority").asInt()).isEqualTo(100));
  }

  @Test
  void an_anonymous_volume_goes_with_the_new_container() {
    assertThat(ContainerCopy.of(inspect).body().at("/HostConfig/Binds").toString())
        .contains("\"3f5fcb9b:/letsencrypt:rw\"");
  }

  @Test
  void a_named_volume_is_not_bound_twice() {
    // Given
    ((ObjectNode) inspect.get("HostConfig")).withArray("Binds").add("certs:/letsencrypt");
    // Then
    assertThat(ContainerCopy.of(inspect).body().at("/HostConfig/Binds").toString())
        .doesNotContain("3f5fcb9b");
  }

  @Test
  void what_was_the_old_containers_own_is_left_out() {
    // When
    var body = ContainerCopy.of(inspect).body();
    // Then
    assertThat(body.has("Hostname")).isFalse();
    assertThat(body.toString()).doesNotContain("02:42:ac:13:00:02", "1a95f388d169");
    assertThat(body.at("/NetworkingConfig/EndpointsConfig").toString())
        .isEqualTo(
            "{\"web\":{\"IPAMConfig\":{\"IPv4Address\":\"172.19.0.2\"},\"Aliases\":[\"edge\"]}}");
  }

  @Test
  void a_host_name_that_was_asked_for_is_kept() {
    ((ObjectNode) inspect.get("Config")).put("Hostname", "edge84");
    assertThat(ContainerCopy.of(inspect).body().path("Hostname").asText()).isEqualTo("edge84");
  }

  @Test
  void the_default_bridge_is_the_main_network_of_a_container_without_one() {
    // Given
    ((ObjectNode) inspect.get("HostConfig")).put("NetworkMode", "default");
    ((ObjectNode) inspect.at("/NetworkSettings/Networks")).removeAll().putObject("bridge");
    // When
    var copy = ContainerCopy.of(inspect);
    // Then
    assertThat(copy.body().at("/NetworkingConfig/EndpointsConfig").has("bridge")).isTrue();
    assertThat(copy.otherNetworks()).isEmpty();
  }
}
