package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.DYNAMIC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.FILE;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SPEC;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.TEXT;
import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
  @TempDir Path root;
  private OperatorsTraefik server;
  private HostFiles files;
  private FakeTraefik traefik;
  private FakeDocker docker;
  private Gateway gateway;

  @BeforeEach
  void an_operators_traefik() throws IOException {
    server = new OperatorsTraefik(root);
    files = server.files;
    traefik = server.traefik;
    docker = server.docker;
    gateway = server.gateway;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void looking_changes_nothing_and_says_all_that_differs() {
    // When
    var state = gateway.observe(SPEC);
    // Then
    assertThat(state.asPlanned()).isFalse();
    assertThat(state.recreation()).isTrue();
    assertThat(state.differs())
        .anyMatch(it -> it.contains("lacks entryPoints.ollama"))
        .anyMatch(it -> it.contains("does not publish port 11434"))
        .anyMatch(it -> it.contains("not attached to ollama-network"));
    assertThat(state.diff()).contains("+  ollama:", "+    address: \":11434\"", "   web:");
    assertThat(state.foreignRouters()).containsExactly("whoami@docker");
    assertThat(state.notes()).anyMatch(it -> it.contains("gateway.mode: managed"));
    assertThat(docker.orders()).isEmpty();
    assertThat(files.read(FILE)).contains(TEXT);
  }

  @Test
  void its_status_tells_what_runs_and_whom_a_change_interrupts() {
    // When
    var before = gateway.status(SPEC);
    gateway.apply(SPEC);
    var after = gateway.status(SPEC);
    // Then
    assertThat(before.version()).isEqualTo("3.7.15");
    assertThat(before.published()).isFalse();
    assertThat(before.diff()).contains("+    address: \":11434\"");
    assertThat(before.interruption()).contains("whoami@docker");
    assertThat(after.published()).isTrue();
    assertThat(after.differences()).isEmpty();
    assertThat(after.diff()).isEmpty();
    assertThat(after.interruption()).isNull();
    assertThat(after.foreignRouters()).containsExactly("whoami@docker");
  }

  @Test
  void it_is_as_planned_afterwards_and_a_second_time_changes_nothing() {
    // When
    gateway.apply(SPEC);
    // Then
    assertThat(gateway.observe(SPEC).differs()).isEmpty();
    assertThat(gateway.lastInterruption(SPEC)).isPresent();
    assertThat(files.read(DYNAMIC).orElseThrow())
        .contains(
            "name: ollama@swarm",
            "name: ollama-in-turn@swarm",
            "nfs-agent at 10.0.0.80:7480",
            "responseHeaderTimeout: 600s");
    assertThat(docker.names()).containsExactly("traefik", "traefik-before-ollama-swarm");
    assertThat(server.policy("traefik")).isEqualTo("unless-stopped");
    assertThat(server.policy("traefik-before-ollama-swarm")).isEqualTo("no");
    // And
    var orders = docker.orders().size();
    gateway.apply(SPEC);
    assertThat(docker.orders()).hasSize(orders);
    assertThat(gateway.lastInterruption(SPEC)).isEmpty();
  }

  @Test
  void a_link_to_the_static_file_stays_and_the_file_behind_it_is_changed() throws IOException {
    // Given: a link to a link
    var kept = FILE.resolveSibling("repository/traefik.yml");
    files.write(kept, TEXT);
    files.delete(FILE);
    var between = FILE.resolveSibling("current");
    Files.createSymbolicLink(files.locate(between), Path.of("repository"));
    Files.createSymbolicLink(files.locate(FILE), Path.of("current/traefik.yml"));
    var before = gateway.observe(SPEC).before();
    // When
    gateway.apply(SPEC);
    // Then
    assertThat(files.locate(FILE)).isSymbolicLink();
    assertThat(files.read(kept).orElseThrow()).contains("address: \":11434\"");
    // And
    gateway.undo(before);
    assertThat(files.locate(FILE)).isSymbolicLink();
    assertThat(files.read(kept)).contains(TEXT);
    assertAsBefore();
  }

  @Test
  void running_answers_may_end_before_traefik_is_stopped() {
    // When
    var interruption = gateway.observe(SPEC).interruption().orElseThrow();
    gateway.apply(SPEC);
    // Then: not for as long as an answer may take, for its foreign routers are away meanwhile
    assertThat(SPEC.longestAnswer()).isEqualTo(Duration.ofSeconds(600));
    assertThat(interruption).contains("for 30 s at most", "graceTimeOut");
    assertThat(docker.timesToStop()).containsExactly("t=30");
    assertThat(files.read(FILE).orElseThrow()).contains("graceTimeOut: 30s");
  }

  @Test
  void a_restart_gives_them_the_same_time() {
    // Given
    gateway.apply(SPEC);
    traefik.load(TEXT);
    // When
    gateway.apply(SPEC);
    // Then
    assertThat(docker.orders()).anyMatch(order -> order.endsWith("/restart"));
    assertThat(docker.timesToStop()).containsExactly("t=30", "t=30");
  }

  @Test
  void an_operators_own_limit_of_running_answers_stays_and_is_told() {
    // Given
    var llm =
        """
        entryPoints:
          llm:
            address: ":11434"
            transport:
              lifeCycle:
                graceTimeOut: 5s
        """;
    files.write(FILE, TEXT.replace("entryPoints:\n", llm));
    // Then
    assertThat(gateway.observe(SPEC).notes())
        .anyMatch(note -> note.contains("llm has graceTimeOut 5s"));
  }

  @Test
  void none_is_adopted_while_a_gateway_of_our_own_is_there() {
    // Given
    var own = SPEC.managed("traefik:v3.7.15");
    var before = gateway.observe(own).before();
    gateway.apply(own);
    var orders = docker.orders().size();
    // Then
    assertThat(gateway.observe(SPEC).refusal().orElseThrow().code())
        .isEqualTo("gateway.other-mode");
    assertProblem(() -> gateway.preview(SPEC), "gateway.other-mode", GatewaySpec.OWN_CONTAINER);
    assertProblem(() -> gateway.apply(SPEC), "gateway.other-mode", GatewaySpec.OWN_CONTAINER);
    assertThat(docker.orders()).hasSize(orders);
    // And
    gateway.undo(before);
    assertThat(gateway.observe(SPEC).refusal()).isEmpty();
  }

  @Test
  void all_is_put_back_when_a_foreign_router_does_not_come_back() {
    server.losesRouters = true;
    assertProblem(() -> gateway.apply(SPEC), "gateway.not-healthy", "was restarted");
    assertAsBefore();
  }

  @Test
  void all_is_put_back_when_traefik_ends() {
    server.ends = true;
    assertProblem(() -> gateway.apply(SPEC), "gateway.not-healthy", "was restarted");
    assertAsBefore();
  }

  @Test
  void a_traefik_that_cannot_speak_with_this_docker_is_refused_before_anything_is_changed() {
    // Given
    docker.version("29.1.3");
    traefik.version("3.6.0");
    // Then
    assertThat(gateway.observe(SPEC).refusal().orElseThrow().detail()).contains("3.6.0", "29.1.3");
    assertProblem(() -> gateway.apply(SPEC), "gateway.too-old", "Traefik 3.6.0, Docker 29.1.3");
    assertThat(docker.orders()).isEmpty();
    assertThat(gateway.status(SPEC).version()).isEqualTo("3.6.0");
  }

  @Test
  void a_file_that_traefik_does_not_take_never_reaches_the_running_one() {
    // Given
    server.trialEnds = true;
    // Then
    assertProblem(() -> gateway.apply(SPEC), "gateway.file", "nothing was changed");
    assertAsBefore();
    assertThat(docker.orders()).noneMatch(order -> order.endsWith("/stop"));
  }

  @Test
  void killed_after_any_order_it_goes_on_or_back() throws IOException {
    gateway.apply(SPEC);
    var orders = docker.orders().size();
    for (var n = 0; n < orders; n++) {
      stop();
      an_operators_traefik();
      var before = gateway.observe(SPEC).before();
      kill(n);
      if (n % 2 == 0) {
        // a killed rollout may be gone on with
        assertThat(gateway.observe(SPEC).asPlanned()).as("order %d", n).isFalse();
      }
      gateway.apply(SPEC);
      assertThat(gateway.observe(SPEC).differs()).as("order %d", n).isEmpty();
      assertThat(docker.names()).containsExactly("traefik", "traefik-before-ollama-swarm");
      // or be rolled back
      stop();
      an_operators_traefik();
      kill(n);
      gateway.undo(before);
      assertAsBefore();
    }
  }

  @Test
  void an_older_agents_file_is_renewed_by_itself_and_put_back() {
    // Given
    gateway.apply(SPEC);
    assertThat(gateway.olderFile(SPEC)).isEmpty();
    var ours = files.read(DYNAMIC).orElseThrow();
    var older = ours.replace("ollama-retry", "ollama-other");
    files.write(DYNAMIC, older);
    var orders = docker.orders().size();
    traefik.takesUp(() -> files.read(DYNAMIC).orElseThrow());
    // When
    var change = gateway.olderFile(SPEC).orElseThrow();
    gateway.renew(SPEC, change);
    // Then
    assertThat(files.read(DYNAMIC)).contains(ours);
    assertThat(gateway.observe(SPEC).differs()).isEmpty();
    assertThat(docker.orders()).hasSize(orders);
    // And
    gateway.putBack(SPEC, change.undo());
    assertThat(files.read(DYNAMIC)).contains(older);
    // And
    files.write(DYNAMIC, older + "# edited\n");
    gateway.putBack(SPEC, change.undo());
    assertThat(files.read(DYNAMIC)).contains(older + "# edited\n");
  }

  @Test
  void a_file_that_traefik_does_not_take_up_has_its_old_text_again() {
    // Given
    gateway.apply(SPEC);
    var older = files.read(DYNAMIC).orElseThrow().replace("ollama-retry", "ollama-other");
    files.write(DYNAMIC, older);
    var change = gateway.olderFile(SPEC).orElseThrow();
    traefik.takesUp(() -> "");
    // Then
    assertProblem(() -> gateway.renew(SPEC, change), "gateway.not-healthy", "did not take up");
    assertThat(files.read(DYNAMIC)).contains(older);
  }

  @Test
  void an_old_text_is_not_put_back_while_labels_name_what_it_lacks() {
    // Given
    gateway.apply(SPEC);
    var older = files.read(DYNAMIC).orElseThrow().replace("ollama-retry", "ollama-other");
    files.write(DYNAMIC, older);
    var change = gateway.olderFile(SPEC).orElseThrow();
    gateway.renew(SPEC, change);
    traefik.routers().add("ollama@swarm");
    traefik.onLook(
        look -> {
          if (look == 2) {
            assertThat(files.read(DYNAMIC)).contains(change.wanted());
            traefik.routers().remove("ollama@swarm");
          }
        });
    traefik.takesUp(() -> files.read(DYNAMIC).orElseThrow());
    // When
    gateway.putBack(SPEC, change.undo());
    // Then
    assertThat(traefik.routers()).doesNotContain("ollama@swarm");
    assertThat(files.read(DYNAMIC)).contains(older);
  }

  @Test
  void an_old_text_is_waited_for_until_traefik_has_it() {
    // Given
    gateway.apply(SPEC);
    var ours = files.read(DYNAMIC).orElseThrow();
    files.write(DYNAMIC, ours.replace("ollama-retry", "ollama-other"));
    var change = gateway.olderFile(SPEC).orElseThrow();
    gateway.renew(SPEC, change);
    var looks = new AtomicInteger();
    traefik.takesUp(() -> looks.incrementAndGet() < 2 ? ours : change.before());
    // When
    gateway.putBack(SPEC, change.undo());
    // Then
    assertThat(looks).hasValue(2);
    // And
    files.write(DYNAMIC, ours);
    traefik.takesUp(() -> ours);
    for (int attempt = 1; attempt <= 2; attempt++) { // the second finds the old text there
      assertProblem(
          () -> gateway.putBack(SPEC, change.undo()), "gateway.not-healthy", "did not take up");
    }
  }

  @Test
  void a_first_file_is_not_written_before_the_gateway_is() {
    assertThat(gateway.olderFile(SPEC)).isEmpty();
  }

  @Test
  void a_copy_that_somebody_removed_is_made_again_from_the_kept_container_as_a_look_says() {
    // Given
    gateway.apply(SPEC);
    docker.containers().remove(docker.get("traefik"));
    traefik.silentFor(3);
    var orders = docker.orders().size();
    // When
    var preview = gateway.preview(SPEC);
    // Then
    assertThat(preview.differences())
        .isEqualTo(gateway.observe(SPEC).differs())
        .singleElement()
        .asString()
        .contains("traefik-before-ollama-swarm");
    assertThat(docker.orders()).hasSize(orders);
    // And
    gateway.apply(SPEC);
    assertThat(gateway.observe(SPEC).differs()).isEmpty();
    assertThat(docker.names()).containsExactly("traefik", "traefik-before-ollama-swarm");
    assertThat(server.policy("traefik")).isEqualTo("unless-stopped");
  }

  private void kill(int afterOrders) {
    docker.dieAfter(afterOrders);
    assertThatThrownBy(() -> gateway.apply(SPEC)).isInstanceOf(ProblemException.class);
    docker.revive();
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
