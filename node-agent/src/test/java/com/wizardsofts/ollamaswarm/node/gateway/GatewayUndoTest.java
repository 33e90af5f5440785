package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.DYNAMIC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.FILE;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SPEC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.TEXT;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.file.StaticFile;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Putting the gateway back, also where somebody changed it since. */
class GatewayUndoTest {
  private static final GatewaySpec OTHER_LIMIT =
      new GatewaySpec(
          SPEC.container(),
          SPEC.staticFile(),
          SPEC.port(),
          SPEC.network(),
          SPEC.service(),
          SPEC.storeAgent(),
          SPEC.longestAnswer(),
          7,
          SPEC.acceptLostRouters());

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
  void undo_puts_back_every_byte_and_the_old_container() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    // When
    gateway.undo(before);
    // Then
    assertAsBefore();
  }

  @Test
  void undo_takes_only_our_lines_from_a_file_that_was_edited_since() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    var edit = "log: {level: DEBUG}\n";
    files.write(FILE, files.read(FILE).orElseThrow().replace("# by hand", "# mine") + edit);
    // When
    gateway.undo(before);
    gateway.undo(before);
    // Then
    assertThat(files.read(FILE)).contains(TEXT.replace("# by hand", "# mine") + edit);
    assertThat(docker.names()).containsExactly("traefik");
  }

  @Test
  void undo_takes_ours_from_a_traefik_that_was_made_anew_since_and_leaves_it() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    var anew = RecordedTraefik.container().put("Id", "anew");
    ((ObjectNode) anew.at("/NetworkSettings/Networks")).putObject("ollama-network");
    docker.containers().clear();
    docker.add(anew);
    var orders = docker.orders().size();
    // When
    for (var attempt = 1; attempt <= 2; attempt++) {
      assertProblem(() -> gateway.undo(before), "undo.lost", "traefik, a new one");
    }
    // Then
    assertThat(files.read(FILE)).contains(TEXT);
    assertThat(files.exists(DYNAMIC)).isFalse();
    assertThat(docker.orders().subList(orders, docker.orders().size()))
        .containsExactly(
            "POST /networks/ollama-network/disconnect", "POST /containers/anew/restart");
    assertThat(docker.get("traefik").path("Id").asText()).isEqualTo("anew");
  }

  @Test
  void undo_leaves_a_traefik_that_was_made_anew_also_where_the_old_one_is_still_kept() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    docker.containers().remove(docker.get("traefik"));
    var anew = RecordedTraefik.container().put("Id", "anew");
    anew.withObject("/HostConfig/PortBindings")
        .withArray("11434/tcp")
        .addObject()
        .put("HostPort", "11434");
    docker.add(anew);
    // When
    gateway.undo(before);
    // Then
    assertThat(files.read(FILE)).contains(TEXT);
    assertThat(docker.get("traefik").path("Id").asText()).isEqualTo("anew");
    assertThat(docker.names()).containsExactly("traefik", "traefik-before-ollama-swarm");
  }

  @Test
  void undo_puts_back_a_file_with_a_write_timeout_which_an_older_agent_took() {
    // Given
    var llm =
        """
        entryPoints:
          llm:
            address: ":11434"
            transport:
              respondingTimeouts:
                writeTimeout: 5s
        """;
    var old = TEXT.replace("entryPoints:\n", llm);
    var before = (ObjectNode) read(gateway.observe(SPEC).before());
    before.put("staticText", old);
    gateway.apply(SPEC);
    files.write(FILE, StaticFile.madeOf(SPEC, SwarmProvider.SWARM, old));
    // When
    gateway.undo(before.toString());
    // Then
    assertThat(files.read(FILE)).contains(old);
  }

  @Test
  void undo_leaves_our_own_file_when_somebody_has_edited_it() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    files.write(DYNAMIC, files.read(DYNAMIC).orElseThrow() + "# theirs\n");
    var orders = docker.orders().size();
    // Then
    assertProblem(() -> gateway.undo(before), "gateway.file", DYNAMIC + " was edited");
    assertThat(files.read(DYNAMIC).orElseThrow()).contains("# theirs");
    assertThat(files.read(FILE).orElseThrow()).isNotEqualTo(TEXT);
    assertThat(docker.orders()).hasSize(orders);
    // And
    files.delete(DYNAMIC);
    gateway.undo(before);
    assertAsBefore();
  }

  @Test
  void undo_knows_our_own_file_although_it_was_written_again_since_with_other_settings() {
    // Given: as PUT /v1/gateway does after a change of cluster.yaml, without a journal
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    gateway.apply(OTHER_LIMIT);
    assertThat(files.read(DYNAMIC).orElseThrow()).contains("amount: 7\n");
    // When
    gateway.undo(before);
    // Then
    assertAsBefore();
  }

  @Test
  void undo_knows_an_older_agents_file_which_has_no_hash() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    files.write(DYNAMIC, files.read(DYNAMIC).orElseThrow().replaceFirst("# SHA-256 .*\n", ""));
    // When
    gateway.undo(before);
    // Then
    assertAsBefore();
  }

  @Test
  void undo_with_an_older_agents_journal_knows_its_copy_which_has_no_label() {
    // Given
    var before = (ObjectNode) read(gateway.observe(SPEC).before());
    before.remove("labelsCopy");
    gateway.apply(SPEC);
    ((ObjectNode) docker.get("traefik").at("/Config/Labels")).remove("ollama-swarm.copy-of");
    // When
    gateway.undo(before.toString());
    // Then
    assertAsBefore();
  }

  @Test
  void undo_with_an_older_agents_journal_leaves_a_traefik_that_has_not_our_port() {
    // Given
    var before = (ObjectNode) read(gateway.observe(SPEC).before());
    before.remove("labelsCopy");
    gateway.apply(SPEC);
    docker.containers().remove(docker.get("traefik"));
    docker.add(RecordedTraefik.container().put("Id", "anew"));
    // When
    gateway.undo(before.toString());
    // Then
    assertThat(docker.get("traefik").path("Id").asText()).isEqualTo("anew");
    assertThat(docker.names()).containsExactly("traefik", "traefik-before-ollama-swarm");
  }

  @Test
  void undo_says_so_when_traefik_does_not_come_back() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    files.write(FILE, files.read(FILE).orElseThrow() + OperatorsTraefik.UNKNOWN_KEY);
    // Then
    assertProblem(() -> gateway.undo(before), "gateway.not-healthy", "was restarted");
  }

  @Test
  void undo_leaves_a_file_whose_new_lines_were_edited_and_shows_the_difference() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    files.write(FILE, files.read(FILE).orElseThrow().replace("\":11434\"", "\":11435\""));
    // Then
    assertProblem(() -> gateway.undo(before), "gateway.file", "+    address: \":11435\"");
    assertThat(files.read(FILE).orElseThrow()).contains("11435");
    assertThat(docker.names()).hasSize(2);
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private void assertAsBefore() {
    assertThat(files.read(FILE)).contains(TEXT);
    assertThat(files.exists(DYNAMIC)).isFalse();
    assertThat(docker.names()).containsExactly("traefik");
    assertThat(docker.get("traefik").path("Id").asText()).startsWith("1a95f388d169");
    assertThat(docker.get("traefik").at("/State/Running").asBoolean()).isTrue();
    assertThat(server.policy("traefik")).isEqualTo("unless-stopped");
    assertThat(gateway.observe(SPEC).differs()).isNotEmpty();
  }
}
