package com.wizardsofts.ollamaswarm.node.swarm.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.swarm.replica.RunningRequests;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneOllamaTest {
  private static final Path TCP = Path.of("/proc/4711/net/tcp");
  private static final Path TCP6 = Path.of("/proc/4711/net/tcp6");
  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

  /** 198.51.100.1:40000 to 172.17.0.2:11434, established, as a dual-stack socket shows it. */
  private static final String FROM_OUTSIDE =
      "   1: 0000000000000000FFFF0000020011AC:2CAA 0000000000000000FFFF0000016433C6:9C40 01 0:0\n";

  private static final String FROM_INSIDE =
      "   2: 0000000000000000FFFF00000100007F:2CAA 0000000000000000FFFF00000100007F:9C41 01 0:0\n";
  private static final String LISTENING = "   0: 00000000:2CAA 00000000:0000 0A 0:0\n";

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine();
  private final AtomicLong clock = new AtomicLong();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void the_container_that_publishes_the_port_is_found() {
    // Given
    docker
        .on("GET /containers/json", "[{\"Id\":\"c0\"},{\"Id\":\"c1\"}]")
        .on("GET /containers/c0/json", container("c0", "whoami:1", true, "80"))
        .on("GET /containers/c1/json", container("c1", "ollama/ollama:latest", true, "11434"));
    // When
    var found = ollama().find(11434, "traefik");
    // Then
    assertThat(found)
        .contains(
            new Standalone("c1", "ollama", true, "unless-stopped", "ollama/ollama:latest", 11434));
  }

  @Test
  void a_container_that_has_gone_since_the_list_is_left_out() {
    // Given
    docker
        .on("GET /containers/json", "[{\"Id\":\"c0\"},{\"Id\":\"c1\"}]")
        .on("GET /containers/c0/json", 404, "{\"message\":\"No such container: c0\"}")
        .on("GET /containers/c1/json", container("c1", "ollama/ollama", true, "11434"));
    // Then
    assertThat(ollama().find(11434, "traefik")).map(Standalone::id).contains("c1");
  }

  @Test
  void a_running_one_comes_before_a_stopped_one() {
    // Given
    docker
        .on("GET /containers/json", "[{\"Id\":\"c0\"},{\"Id\":\"c1\"}]")
        .on("GET /containers/c0/json", container("c0", "ollama/ollama", false, "11434"))
        .on("GET /containers/c1/json", container("c1", "ollama/ollama", true, "11434"));
    // Then
    assertThat(ollama().find(11434, "traefik")).map(Standalone::id).contains("c1");
  }

  @Test
  void the_gateway_whatever_its_image_and_swarm_tasks_are_none() {
    // Given
    docker
        .on("GET /containers/json", "[{\"Id\":\"c0\"},{\"Id\":\"c1\"}]")
        .on(
            "GET /containers/c0/json",
            container("c0", "sha256:4f2b", true, "11434").replace("/ollama", "/traefik"))
        .on(
            "GET /containers/c1/json",
            container("c1", "ollama/ollama", true, "11434")
                .replace("\"Labels\":{}", "\"Labels\":{\"com.docker.swarm.task.id\":\"t1\"}"));
    // Then
    assertThat(ollama().find(11434, "traefik")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"traefik-before-ollama-swarm", "traefik-ollama-swarm-new"})
  void what_a_killed_lead_leaves_of_the_gateway_is_none(String name) {
    docker
        .on("GET /containers/json", "[{\"Id\":\"c0\"}]")
        .on(
            "GET /containers/c0/json",
            container("c0", "traefik:v3.7.15", false, "11434").replace("/ollama", "/" + name));
    assertThat(ollama().find(11434, "traefik")).isEmpty();
  }

  @Test
  void an_idle_container_is_retired_at_once_and_not_started_again_by_docker() {
    // Given
    docker
        .on("GET /containers/c1/json", container("c1", "ollama/ollama", true, "11434"))
        .on("POST /containers/c1/update", "{}")
        .on("POST /containers/c1/stop", 204, "");
    files().write(TCP, HEADER + LISTENING);
    files().write(TCP6, HEADER + FROM_INSIDE);
    // When
    var cut = ollama().retire(standalone("unless-stopped"), Duration.ofSeconds(60));
    // Then
    assertThat(cut).isZero();
    assertThat(clock.get()).isLessThanOrEqualTo(1);
    assertThat(docker.changes())
        .extracting(RecordedEngine.Call::request)
        .containsExactly("POST /containers/c1/update", "POST /containers/c1/stop?t=10");
    assertThat(docker.changes().getFirst().body()).contains("{\"Name\":\"no\"}");
  }

  @Test
  void running_answers_are_waited_for_until_the_limit() {
    // Given
    docker
        .on("GET /containers/c1/json", container("c1", "ollama/ollama", true, "11434"))
        .on("POST /containers/c1/update", "{}")
        .on("POST /containers/c1/stop", 204, "");
    files().write(TCP, HEADER + LISTENING);
    files().write(TCP6, HEADER + FROM_OUTSIDE + FROM_OUTSIDE);
    // When
    var cut = ollama().retire(standalone("unless-stopped"), Duration.ofSeconds(2));
    // Then
    assertThat(cut).isEqualTo(2);
    assertThat(clock.get()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void a_single_one_has_the_models_read_only_and_a_home_of_its_own() {
    // Given
    docker
        .on("POST /containers/create", "{\"Id\":\"c9\"}")
        .on("POST /containers/c9/start", 204, "");
    // When
    ollama().startSingle("ollama/ollama:latest", 11434, "/opt/ollama-models/models");
    // Then
    assertThat(docker.changes())
        .extracting(RecordedEngine.Call::request)
        .containsExactly("POST /containers/create?name=ollama", "POST /containers/c9/start");
    assertThat(docker.changes().getFirst().body())
        .contains(
            "\"OLLAMA_MODELS=/models\"",
            "\"11434/tcp\":[{\"HostPort\":\"11434\"}]",
            "\"Name\":\"unless-stopped\"",
            "\"Source\":\"/opt/ollama-models/models\",\"Target\":\"/models\",\"ReadOnly\":true")
        .doesNotContain("/root/.ollama");
  }

  @Test
  void only_the_single_one_that_was_made_is_removed() {
    // Given
    docker
        .on("GET /containers/json?all=true&filters=", "[{\"Id\":\"c1\"}]")
        .on("GET /containers/c1/json", container("c1", "ollama/ollama", true, "11434"))
        .on("POST /containers/c1/update", "{}")
        .on("POST /containers/c1/stop", 204, "")
        .on("DELETE /containers/c1", 204, "");
    // When
    ollama().removeSingle(Duration.ofSeconds(2));
    // Then
    assertThat(docker.changes().getLast().request()).isEqualTo("DELETE /containers/c1?v=true");
    assertThat(docker.calls())
        .anyMatch(call -> call.request().contains("ollama-swarm.duty%3Dsingle"));
  }

  @Test
  void a_container_that_is_stopped_already_is_no_failure() {
    // Given
    docker
        .on("GET /containers/c1/json", container("c1", "ollama/ollama", false, "11434"))
        .on("POST /containers/c1/update", "{}")
        .on("POST /containers/c1/start", 304, "");
    // When
    ollama().revive(standalone("on-failure:3"));
    // Then
    assertThat(docker.changes().getFirst().body())
        .contains("{\"Name\":\"on-failure\",\"MaximumRetryCount\":3}");
    assertThat(docker.changes().getLast().request()).isEqualTo("POST /containers/c1/start");
  }

  @Test
  void one_that_somebody_removed_is_named() {
    // Given
    docker.on("GET /containers/c1/json", 404, "{\"message\":\"No such container: c1\"}");
    // When
    var e =
        catchThrowableOfType(
            ProblemException.class, () -> ollama().revive(standalone("unless-stopped")));
    // Then
    assertThat(e.problem().code()).isEqualTo("undo.lost");
    assertThat(e.problem().detail()).contains("ollama/ollama", "11434");
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void requests_are_the_established_connections_from_outside() {
    // Given
    files().write(TCP, HEADER + LISTENING);
    files().write(TCP6, HEADER + FROM_OUTSIDE + FROM_INSIDE);
    // When
    var requests = new RunningRequests(files());
    // Then
    assertThat(requests.of(4711, 11434)).isEqualTo(1);
    assertThat(requests.of(4711, 80)).isZero();
    assertThat(requests.of(4712, 11434)).isZero();
  }

  private StandaloneOllama ollama() {
    return new StandaloneOllama(
        docker.engine(),
        new RunningRequests(files()),
        new Await(() -> clock.getAndIncrement() * Duration.ofMillis(500).toNanos()));
  }

  private HostFiles files() {
    return new HostFiles(root);
  }

  private static Standalone standalone(String policy) {
    return new Standalone("c1", "ollama", true, policy, "ollama/ollama", 11434);
  }

  private static String container(String id, String image, boolean running, String hostPort) {
    return """
    {"Id":"%s","Name":"/ollama","State":{"Running":%s,"Pid":4711},
     "Config":{"Image":"%s","Labels":{}},
     "HostConfig":{"RestartPolicy":{"Name":"unless-stopped","MaximumRetryCount":0},
      "PortBindings":{"11434/tcp":[{"HostIp":"","HostPort":"%s"}]}}}
    """
        .formatted(id, running, image, hostPort);
  }
}
