package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.DYNAMIC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.FILE;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SPEC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.TEXT;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Putting the gateway back where the operator's old container was removed. */
class GatewayLostTest {
  private static final String KEPT = "traefik-before-ollama-swarm";
  private static final String NEW = "traefik-ollama-swarm-new";

  @TempDir Path root;
  private OperatorsTraefik server;
  private HostFiles files;
  private FakeDocker docker;
  private Gateway gateway;

  @BeforeEach
  void an_operators_traefik() throws IOException {
    server = new OperatorsTraefik(root);
    files = server.files;
    docker = server.docker;
    gateway = server.gateway;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_new_one_is_made_from_the_copy_without_what_is_ours() {
    // Given
    var before = rolledOutAndPruned();
    // Then
    assertMadeAnew(before);
    assertThat(docker.timesToStop()).endsWith("t=30");
    // And: whose second undo is told the same, and changes nothing
    var orders = docker.orders().size();
    assertMadeAnew(before);
    assertThat(docker.orders()).hasSize(orders);
  }

  @Test
  void killed_after_any_order_it_goes_on() throws IOException {
    // Given
    var first = rolledOutAndPruned();
    var from = docker.orders().size();
    assertMadeAnew(first);
    var orders = docker.orders().size() - from;
    assertThat(orders).isGreaterThan(4);
    for (var n = 0; n < orders; n++) {
      stop();
      an_operators_traefik();
      var before = rolledOutAndPruned();
      docker.dieAfter(n);
      assertThatThrownBy(() -> gateway.undo(before))
          .as("order %d", n)
          .isInstanceOf(ProblemException.class);
      docker.revive();
      // Then
      assertMadeAnew(before);
    }
  }

  @Test
  void a_copy_that_never_came_to_run_is_one_too() {
    // Given: killed between the two names, then both were removed but for it
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    docker.containers().remove(docker.get(KEPT));
    FakeDocker.state(docker.get("traefik").put("Name", "/" + NEW), "created");
    // Then
    assertMadeAnew(before);
  }

  @Test
  void a_port_and_an_attachment_that_were_the_operators_stay() {
    // Given: only the folder was not there
    var old = docker.get("traefik");
    old.withObject("/HostConfig/PortBindings")
        .withArray("11434/tcp")
        .addObject()
        .put("HostIp", "")
        .put("HostPort", "11434");
    old.withObject("/Config/ExposedPorts").putObject("11434/tcp");
    old.withObject("/NetworkSettings/Networks").putObject(SPEC.network());
    var asked = old.deepCopy();
    // When
    var before = rolledOutAndPruned();
    assertProblem(() -> gateway.undo(before), "undo.lost", "a new one");
    // Then
    assertMadeAs(asked);
  }

  @Test
  void an_older_agents_journal_and_copy_which_tell_less_serve_as_well() {
    // Given
    var before = (ObjectNode) read(rolledOutAndPruned());
    before.remove("labelsCopy");
    before.remove("addsPort");
    before.remove("addsFolder");
    docker.get("traefik").withObject("/Config/Labels").remove("ollama-swarm.copy-of");
    // Then
    assertMadeAnew(before.toString());
  }

  @Test
  void without_a_copy_the_files_are_put_back_and_it_is_told() {
    // Given
    var before = rolledOutAndPruned();
    docker.containers().clear();
    var orders = docker.orders().size();
    // Then
    for (var attempt = 1; attempt <= 2; attempt++) {
      assertProblem(() -> gateway.undo(before), "undo.lost", "docker run it anew");
      assertThat(files.read(FILE)).contains(TEXT);
      assertThat(files.exists(DYNAMIC)).isFalse();
    }
    assertThat(docker.orders()).hasSize(orders);
  }

  @Test
  void one_that_does_not_come_up_is_no_end() {
    // Given: an edit that Traefik does not take
    var before = rolledOutAndPruned();
    files.write(FILE, files.read(FILE).orElseThrow() + OperatorsTraefik.UNKNOWN_KEY);
    assertProblem(() -> gateway.undo(before), "gateway.not-healthy", "was restarted");
    // When
    files.write(FILE, TEXT);
    // Then
    assertMadeAnew(before);
  }

  /** As {@code docker container prune} leaves it. */
  private String rolledOutAndPruned() {
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    docker.containers().removeIf(container -> !container.at("/State/Running").asBoolean());
    assertThat(docker.names()).containsExactly("traefik");
    return before;
  }

  private void assertMadeAnew(String before) {
    assertProblem(() -> gateway.undo(before), "undo.lost", "traefik, a new one: the old one, 1a95");
    assertMadeAs(RecordedTraefik.container());
  }

  private void assertMadeAs(JsonNode old) {
    assertThat(files.read(FILE)).contains(TEXT);
    assertThat(files.exists(DYNAMIC)).isFalse();
    assertThat(docker.names()).containsExactly("traefik");
    var anew = docker.get("traefik");
    assertThat(anew.path("Id").asText()).startsWith("new");
    assertThat(anew.at("/State/Running").asBoolean()).isTrue();
    assertThat(server.policy("traefik")).isEqualTo("unless-stopped");
    for (var key : new String[] {"Env", "Cmd", "Entrypoint", "Image", "Labels", "ExposedPorts"}) {
      assertThat(anew.path("Config").get(key)).as(key).isEqualTo(old.path("Config").get(key));
    }
    var host = (ObjectNode) anew.get("HostConfig").deepCopy();
    var was = (ObjectNode) old.get("HostConfig").deepCopy();
    was.withArray("Binds").add("3f5fcb9b:/letsencrypt:rw"); // its volume, which had no name
    assertThat(host).isEqualTo(was);
    assertThat(anew.at("/NetworkSettings/Networks").properties())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(
            old.at("/NetworkSettings/Networks").properties().stream()
                .map(java.util.Map.Entry::getKey)
                .toList());
    assertThat(gateway.observe(SPEC).differs()).isNotEmpty();
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
