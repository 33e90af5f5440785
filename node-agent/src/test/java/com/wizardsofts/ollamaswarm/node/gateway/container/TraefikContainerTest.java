package com.wizardsofts.ollamaswarm.node.gateway.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.node.gateway.RecordedTraefik;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TraefikContainerTest {
  private final ObjectNode inspect = RecordedTraefik.container();
  private final TraefikContainer container = new TraefikContainer(inspect);

  @Test
  void a_file_of_the_server_is_found_inside_and_back() {
    assertThat(container.inside(Path.of("/opt/wizardsofts-megabuild/traefik/traefik.yml")))
        .contains(Path.of("/etc/traefik/traefik.yml"));
    assertThat(container.onServer(Path.of("/etc/traefik/dynamic")))
        .contains(Path.of("/opt/wizardsofts-megabuild/traefik/dynamic"));
    assertThat(container.inside(Path.of("/opt/other/traefik.yml"))).isEmpty();
    assertThat(container.onServer(Path.of("/etc/ollama-swarm/gateway"))).isEmpty();
  }

  @Test
  void a_port_counts_as_published_on_every_address_only() {
    assertThat(container.publishes(80)).isTrue();
    assertThat(container.publishes(11434)).isFalse();
    bind("11434/tcp", "127.0.0.1", "11434");
    assertThat(container.publishes(11434)).isFalse();
    bind("11434/tcp", "0.0.0.0", "11434");
    assertThat(container.publishes(11434)).isTrue();
  }

  @Test
  void its_api_is_looked_for_at_the_published_port_and_in_its_networks() {
    assertThat(container.apiAddresses(8080))
        .containsExactly(
            URI.create("http://127.0.0.1:8080"),
            URI.create("http://172.19.0.2:8080"),
            URI.create("http://172.20.0.5:8080"));
  }

  @Test
  void the_file_of_its_command_line_is_seen() {
    assertThat(container.configFile()).isEmpty();
    inspect.putArray("Args").add("--configFile=/conf/t.yml");
    assertThat(container.configFile()).contains(Path.of("/conf/t.yml"));
    inspect.putArray("Args").add("--configfile").add("/conf/u.yml");
    assertThat(container.configFile()).contains(Path.of("/conf/u.yml"));
  }

  @Test
  void a_container_that_cannot_become_the_gateway_says_why() {
    assertThat(container.unsuitable()).isEmpty();
    host().put("AutoRemove", true);
    assertThat(container.unsuitable().orElseThrow()).contains("--rm");
    host().put("AutoRemove", false).put("NetworkMode", "host");
    assertThat(container.unsuitable().orElseThrow()).contains("'host'");
    host().put("NetworkMode", "web");
    inspect.putArray("Mounts");
    assertThat(container.unsuitable().orElseThrow()).contains("-v /var/run/docker.sock");
  }

  private ObjectNode host() {
    return (ObjectNode) inspect.get("HostConfig");
  }

  private void bind(String port, String address, String hostPort) {
    ((ObjectNode) host().get("PortBindings"))
        .putArray(port)
        .addObject()
        .put("HostIp", address)
        .put("HostPort", hostPort);
  }
}
