package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.DYNAMIC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.FILE;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SPEC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.gateway.file.StaticFile;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No Traefik 2 runs here or on the lab: its API is played, its words are from its documents. */
class GatewayVersionTwoTest {
  private static final GatewaySpec ACCEPTED = OperatorsTraefik.spec(true);

  @TempDir Path root;
  private OperatorsTraefik server;

  @BeforeEach
  void an_operators_traefik_2() throws IOException {
    server = new OperatorsTraefik(root);
    server.traefik.version("2.11.31");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void the_routers_that_would_vanish_are_listed_and_nothing_is_changed() {
    // When
    var state = server.gateway.observe(SPEC);
    // Then
    assertThat(state.lostRouters()).containsExactly("whoami@docker");
    assertThat(state.refusal().orElseThrow().code()).isEqualTo("gateway.loses-routers");
    assertThat(state.interruption().orElseThrow()).contains("gone for good: [whoami@docker]");
    assertThat(state.diff()).contains("+    swarmMode: true");
    assertThat(server.gateway.status(SPEC).lostRouters()).containsExactly("whoami@docker");
    assertRefused("gateway.loses-routers", "whoami@docker");
  }

  @Test
  void accepted_it_reads_services_and_a_second_time_changes_nothing() {
    // When
    server.gateway.apply(ACCEPTED);
    // Then
    var state = server.gateway.observe(ACCEPTED);
    assertThat(state.differs()).isEmpty();
    assertThat(state.lostRouters()).isEmpty();
    assertThat(state.provider()).isEqualTo(SwarmProvider.DOCKER);
    assertThat(server.traefik.routers()).isEmpty();
    assertThat(server.files.read(DYNAMIC).orElseThrow())
        .contains("name: ollama@docker", "name: ollama-in-turn@docker")
        .doesNotContain("@swarm");
    // And
    var orders = server.docker.orders().size();
    server.gateway.apply(SPEC);
    assertThat(server.docker.orders()).hasSize(orders);
  }

  @Test
  void undo_gives_every_byte_and_the_lost_routers_back() {
    // Given
    var before = server.gateway.observe(ACCEPTED).before();
    server.gateway.apply(ACCEPTED);
    // When
    server.gateway.undo(before);
    // Then
    assertThat(server.files.read(FILE)).contains(TEXT);
    assertThat(server.files.exists(DYNAMIC)).isFalse();
    assertThat(server.docker.names()).containsExactly("traefik");
    assertThat(server.traefik.routers()).containsExactly("whoami@docker");
  }

  @Test
  void all_is_put_back_when_traefik_ends() {
    server.ends = true;
    assertThatThrownBy(() -> server.gateway.apply(ACCEPTED)).hasMessageContaining("was restarted");
    assertThat(server.files.read(FILE)).contains(TEXT);
    assertThat(server.traefik.routers()).containsExactly("whoami@docker");
  }

  @Test
  void a_file_that_was_turned_by_hand_takes_the_routers_with_the_next_restart_only() {
    // Given
    var turned = StaticFile.read(SPEC, SwarmProvider.DOCKER, TEXT).text();
    server.files.write(FILE, turned);
    // Then
    assertRefused("gateway.loses-routers", "whoami@docker");
    server.gateway.apply(ACCEPTED);
    assertThat(server.gateway.observe(SPEC).differs()).isEmpty();
  }

  @Test
  void one_that_reads_services_already_loses_none() {
    // Given
    server.files.write(FILE, TEXT + "    swarmMode: true\n");
    server.traefik.load(TEXT + "    swarmMode: true\n");
    // Then
    assertThat(server.gateway.observe(SPEC).lostRouters()).isEmpty();
    assertThat(server.gateway.observe(SPEC).refusal()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.10.7", "1.7.34", "4.0.0", "dev"})
  void other_versions_are_refused(String version) {
    server.traefik.version(version);
    assertThatThrownBy(() -> server.gateway.observe(ACCEPTED))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("gateway.unsuitable");
              assertThat(e.problem().detail()).contains(version, "2.11 or newer");
            });
  }

  private void assertRefused(String code, String detail) {
    assertThatThrownBy(() -> server.gateway.apply(SPEC))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(code);
              assertThat(e.problem().detail()).contains(detail);
            });
    assertThat(server.docker.orders()).isEmpty();
  }
}
