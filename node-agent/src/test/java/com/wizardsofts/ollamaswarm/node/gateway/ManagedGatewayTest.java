package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.file.StaticFile;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedGatewayTest {
  private static final String NAME = GatewaySpec.OWN_CONTAINER;
  private static final Path STATIC = GatewaySpec.OWN_STATIC_FILE;
  private static final Path DYNAMIC = OperatorsTraefik.OWN_DYNAMIC;
  private static final GatewaySpec SPEC = spec(11434, "10.0.0.80:7480");

  @TempDir Path root;
  private OperatorsTraefik server;
  private HostFiles files;
  private FakeTraefik traefik;
  private FakeDocker docker;
  private Gateway gateway;

  @BeforeEach
  void an_operators_traefik_that_is_none_of_our_business() throws IOException {
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
  void looking_changes_nothing_and_interrupts_nobody() {
    // When
    var state = gateway.observe(SPEC);
    var preview = gateway.preview(SPEC);
    // Then
    assertThat(state.differs()).anyMatch(it -> it.contains(NAME + " does not run"));
    assertThat(state.diff()).contains("+    address: \":11434\"");
    assertThat(state.interruption()).isEmpty();
    assertThat(state.refusal()).isEmpty();
    assertThat(preview.differences()).isEqualTo(state.differs());
    assertThat(preview.published()).isFalse();
    assertThat(docker.orders()).isEmpty();
    assertThat(files.exists(STATIC)).isFalse();
    assertProblem(() -> gateway.status(SPEC), "gateway.missing", NAME);
  }

  @Test
  void the_container_publishes_ollamas_port_only_and_may_write_nothing() {
    // When
    gateway.apply(SPEC);
    // Then
    assertThat(gateway.observe(SPEC).differs()).isEmpty();
    assertThat(gateway.lastInterruption(SPEC)).isEmpty();
    var made = docker.get(NAME);
    assertThat(made.at("/HostConfig/PortBindings").fieldNames())
        .toIterable()
        .containsExactly("11434/tcp");
    assertThat(made.at("/HostConfig/Binds"))
        .allMatch(bind -> bind.asText().endsWith(":ro"))
        .anyMatch(bind -> bind.asText().startsWith("/var/run/docker.sock:"));
    assertThat(made.at("/HostConfig/RestartPolicy/Name").asText()).isEqualTo("unless-stopped");
    assertThat(made.at("/NetworkSettings/Networks").has("ollama-network")).isTrue();
    assertThat(made.at("/Config").has("StopTimeout"))
        .as("it would delay Docker's own end")
        .isFalse();
    assertThat(made.at("/Config/Labels/traefik.enable").asText()).isEqualTo("false");
    assertThat(docker.names()).containsExactly(NAME, "traefik");
    assertThat(docker.orders()).noneMatch(order -> order.contains("/traefik/"));
  }

  @Test
  void its_files_say_what_is_put_into_an_adopted_one() {
    // When
    gateway.apply(SPEC);
    // Then
    var text = files.read(STATIC).orElseThrow();
    var read = StaticFile.read(SPEC, SwarmProvider.SWARM, text);
    assertThat(read.added()).isEmpty();
    assertThat(read.entryPoint()).isEqualTo("ollama");
    assertThat(DYNAMIC.getParent()).isEqualTo(Path.of(read.dynamicFolder()));
    assertThat(text).contains("graceTimeOut: 24h");
    assertThat(text).contains("Label(`traefik.http.routers.ollama.entrypoints`, `ollama`)");
    assertThat(files.read(DYNAMIC).orElseThrow()).contains("status: [\"599\"]", "10.0.0.80:7480");
  }

  @Test
  void a_second_time_changes_nothing() {
    gateway.apply(SPEC);
    var orders = docker.orders().size();
    gateway.apply(SPEC);
    assertThat(docker.orders()).hasSize(orders);
    assertThat(gateway.status(SPEC).differences()).isEmpty();
  }

  @Test
  void another_port_makes_the_container_anew_and_tells_for_how_long_nobody_was_answered() {
    // Given
    gateway.apply(SPEC);
    var first = docker.get(NAME).path("Id").asText();
    var other = spec(11435, "10.0.0.80:7480");
    // Then
    assertThat(gateway.observe(other).interruption()).isPresent();
    // When
    gateway.apply(other);
    // Then
    assertThat(gateway.observe(other).differs()).isEmpty();
    assertThat(gateway.lastInterruption(other)).isPresent();
    assertThat(docker.get(NAME).path("Id").asText()).isNotEqualTo(first);
    assertThat(docker.get(NAME).at("/HostConfig/PortBindings").has("11435/tcp")).isTrue();
    assertThat(docker.timesToStop()).as("the longest answer, and 10 s").containsExactly("t=610");
  }

  @Test
  void another_image_under_the_same_name_makes_the_container_anew() {
    gateway.apply(SPEC);
    docker.image("sha256:newer");
    assertThat(gateway.observe(SPEC).differs()).anyMatch(it -> it.contains("made otherwise"));
    gateway.apply(SPEC);
    assertThat(docker.get(NAME).path("Image").asText()).isEqualTo("sha256:newer");
  }

  @Test
  void what_stands_in_the_dynamic_file_only_is_changed_without_an_interruption() {
    // Given
    gateway.apply(SPEC);
    var other = spec(11434, "10.0.0.90:7480");
    var orders = docker.orders().size();
    // When
    assertThat(gateway.observe(other).interruption()).isEmpty();
    gateway.apply(other);
    // Then
    assertThat(files.read(DYNAMIC).orElseThrow()).contains("10.0.0.90:7480");
    assertThat(docker.orders()).hasSize(orders);
  }

  @Test
  void an_image_that_is_not_there_is_pulled() {
    docker.image("");
    assertThat(gateway.observe(SPEC).differs())
        .contains("this server has no image traefik:v3.7.15");
    gateway.apply(SPEC);
    assertThat(docker.get(NAME).path("Image").asText()).isEqualTo("sha256:pulled");
  }

  @Test
  void the_old_ollama_may_have_the_port_until_the_cut_over_and_nobody_else() {
    // Given
    docker.add(holder("ollama/ollama:latest"));
    // Then
    assertThat(gateway.observe(SPEC).refusal()).isEmpty();
    assertProblem(() -> gateway.apply(SPEC), "port.taken", "the container 'holder'");
    // Given
    docker.add(holder("nginx:1"));
    // Then
    assertThat(gateway.observe(SPEC).refusal().orElseThrow().code()).isEqualTo("port.taken");
    assertThat(docker.orders()).isEmpty();
  }

  @Test
  void a_program_on_the_port_is_refused_before_anything_is_changed() {
    files.write(
        Path.of("/proc/net/tcp"),
        "   0: 00000000:2CAA 00000000:0000 0A 00000000:00000000 00:0 0 0\n");
    assertProblem(() -> gateway.apply(SPEC), "port.taken", "a program that is not in a container");
    assertThat(docker.orders()).isEmpty();
  }

  @Test
  void a_foreign_container_of_its_name_is_left_alone() {
    // Given
    var foreign = holder("nginx:1").put("Name", "/" + NAME);
    foreign.withObject("/HostConfig").putObject("PortBindings");
    docker.add(foreign);
    // Then
    assertProblem(() -> gateway.apply(SPEC), "gateway.unsuitable", "not ours");
    assertThat(docker.orders()).isEmpty();
  }

  @Test
  void there_is_none_beside_an_adopted_one_not_even_on_another_port() {
    // Given
    var before = gateway.observe(OperatorsTraefik.SPEC).before();
    gateway.apply(OperatorsTraefik.SPEC);
    var other = spec(11435, "10.0.0.80:7480");
    var orders = docker.orders().size();
    // Then
    assertThat(gateway.observe(other).refusal().orElseThrow().code())
        .isEqualTo("gateway.other-mode");
    assertProblem(() -> gateway.apply(other), "gateway.other-mode", "traefik is still adopted");
    assertThat(docker.orders()).hasSize(orders);
    // And
    gateway.undo(before);
    assertThat(gateway.observe(other).refusal()).isEmpty();
  }

  @Test
  void undo_removes_container_and_files() {
    // Given
    var before = gateway.observe(SPEC).before();
    gateway.apply(SPEC);
    // When
    gateway.undo(before);
    gateway.undo(before);
    // Then
    assertNothingOfOurs();
  }

  @Test
  void undo_of_a_change_brings_the_former_one_back() {
    // Given
    gateway.apply(SPEC);
    var other = spec(11435, "10.0.0.90:7480");
    var before = gateway.observe(other).before();
    gateway.apply(other);
    // When
    gateway.undo(before);
    // Then
    assertThat(gateway.observe(SPEC).differs()).isEmpty();
    // And
    var orders = docker.orders().size();
    gateway.undo(before);
    assertThat(docker.orders()).hasSize(orders);
  }

  @Test
  void undo_pulls_the_former_image_where_it_is_gone() {
    // Given
    gateway.apply(SPEC);
    var other = spec(11435, "10.0.0.90:7480");
    var before = gateway.observe(other).before();
    gateway.apply(other);
    docker.image("");
    // When
    gateway.undo(before);
    // Then
    assertThat(docker.orders()).contains("POST /images/create");
    assertThat(docker.get(NAME).at("/HostConfig/PortBindings").has("11434/tcp")).isTrue();
  }

  @Test
  void one_that_ends_at_once_is_removed_again() {
    server.ends = true;
    assertProblem(() -> gateway.apply(SPEC), "gateway.not-healthy", NAME);
    assertNothingOfOurs();
  }

  @Test
  void a_traefik_that_does_not_know_all_keys_is_removed_again() {
    traefik.version("3.7.5");
    assertProblem(() -> gateway.apply(SPEC), "gateway.unsuitable", "3.7.6 or newer");
    assertNothingOfOurs();
  }

  @Test
  void killed_after_any_order_it_goes_on_or_back() throws IOException {
    gateway.apply(SPEC);
    var orders = docker.orders().size();
    for (var n = 0; n < orders; n++) {
      stop();
      an_operators_traefik_that_is_none_of_our_business();
      var before = gateway.observe(SPEC).before();
      docker.dieAfter(n);
      assertThatThrownBy(() -> gateway.apply(SPEC)).isInstanceOf(ProblemException.class);
      docker.revive();
      gateway.apply(SPEC);
      assertThat(gateway.observe(SPEC).differs()).as("order %d", n).isEmpty();
      gateway.undo(before);
      assertNothingOfOurs();
    }
  }

  private void assertNothingOfOurs() {
    assertThat(docker.names()).doesNotContain(NAME).contains("traefik");
    assertThat(files.exists(STATIC)).isFalse();
    assertThat(files.exists(DYNAMIC)).isFalse();
  }

  private static GatewaySpec spec(int port, String storeAgent) {
    return new GatewaySpec(
            "traefik",
            OperatorsTraefik.FILE,
            port,
            "ollama-network",
            "ollama",
            storeAgent,
            Duration.ofMinutes(10),
            1000,
            false)
        .managed("traefik:v3.7.15");
  }

  private static ObjectNode holder(String image) {
    var container = JsonNodeFactory.instance.objectNode().put("Id", "h").put("Name", "/holder");
    container.putObject("Config").put("Image", image);
    container
        .putObject("HostConfig")
        .putObject("PortBindings")
        .putArray("11434/tcp")
        .addObject()
        .put("HostPort", "11434");
    FakeDocker.state(container, "running");
    return container;
  }
}
