package com.wizardsofts.ollamaswarm.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.net.URI;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Engines as the Engine API's history and its table of versions describe them (built from the
 * documentation; the lab has a real 26): from 25 on nothing below 1.24 is spoken, from 29 on
 * nothing below 1.44.
 */
class DockerEngineTest {

  @ParameterizedTest
  @CsvSource({
    "24.0.9, 1.12, 1.43, 1.43",
    "25.0.5, 1.24, 1.44, 1.44",
    "26.1.5, 1.24, 1.45, 1.44",
    "27.5.1, 1.24, 1.47, 1.44",
    "28.5.2, 1.24, 1.51, 1.44",
    "29.0.0, 1.44, 1.52, 1.44"
  })
  void requests_are_made_in_the_newest_version_that_both_speak(
      String version, String oldest, String newest, String spoken) {
    try (var docker = new RecordedEngine(version, oldest, newest)) {
      // Given
      docker.on("POST /containers/c/start", 204, "");
      var engine = docker.engine();
      // When
      engine.post("/containers/c/start");
      engine.ask("start c", client -> client.startContainerCmd("c").exec());
      // Then
      assertThat(docker.changes()).extracting(RecordedEngine.Call::apiVersion).containsOnly(spoken);
      assertThat(docker.changes()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"24.0.9, 1.12, 1.43", "27.5.1, 1.24, 1.47", "29.0.0, 1.44, 1.52"})
  void what_is_sent_back_whole_travels_in_the_engines_newest_version(
      String version, String oldest, String newest) {
    try (var docker = new RecordedEngine(version, oldest, newest)) {
      // Given
      docker.on("POST /services/s/update", "{}");
      // When
      docker.engine().postWhole("/services/s/update", JsonNodeFactory.instance.objectNode());
      // Then
      assertThat(docker.changes().getLast().apiVersion()).isEqualTo(newest);
    }
  }

  @Test
  void an_engine_that_was_away_is_asked_for_its_versions_again() {
    try (var docker = new RecordedEngine("26.1.5", "1.24", "1.45")) {
      // Given
      docker.on("POST /services/s/update", "{}");
      var engine = docker.engine();
      var body = JsonNodeFactory.instance.objectNode();
      engine.postWhole("/services/s/update", body);
      // When
      docker.away(true);
      assertThatThrownBy(() -> engine.postWhole("/services/s/update", body))
          .isInstanceOf(ProblemException.class);
      docker.become("29.1.3", "1.44", "1.52");
      docker.away(false);
      engine.postWhole("/services/s/update", body);
      // Then
      assertThat(docker.changes())
          .extracting(RecordedEngine.Call::apiVersion)
          .containsExactly("1.45", "1.52");
    }
  }

  @Test
  void an_engine_that_refuses_a_version_is_asked_for_its_versions_again() {
    try (var docker = new RecordedEngine("26.1.5", "1.24", "1.45")) {
      // Given
      docker.on("POST /containers/c/start", 204, "");
      var engine = docker.engine();
      engine.ask("start c", client -> client.startContainerCmd("c").exec());
      docker.become("24.0.9", "1.12", "1.43");
      // When
      assertThatThrownBy(() -> engine.ask("start c", c -> c.startContainerCmd("c").exec()))
          .isInstanceOf(ProblemException.class);
      engine.ask("start c", client -> client.startContainerCmd("c").exec());
      engine.post("/containers/c/start");
      // Then
      assertThat(docker.changes())
          .extracting(RecordedEngine.Call::apiVersion)
          .containsExactly("1.44", "1.44", "1.43", "1.43");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20.10.24, 1.12, 1.41, Install Docker Engine 24 or newer",
    "23.0.6, 1.12, 1.42, Install Docker Engine 24 or newer",
    "31.0.0, 1.50, 1.60, Install newer agents"
  })
  void an_engine_without_a_common_version_is_refused_with_its_name_and_a_remedy(
      String engine, String oldest, String newest, String remedy) {
    assertThatThrownBy(() -> DockerEngine.choose(version(engine, oldest, newest)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("docker.unsupported");
              assertThat(e.problem().detail()).contains(engine);
              assertThat(e.problem().remedy()).contains(remedy);
            });
  }

  @Test
  void requests_that_change_something_are_counted_and_questions_are_not() {
    try (var recorded = new RecordedEngine()) {
      recorded
          .on("GET /info", "{}")
          .on("POST /containers/x/exec", "{}")
          .on("POST /swarm/init", "{}");
      recorded.on("POST /containers/x/kill", 204, "");
      var engine = recorded.engine();
      var _ = engine.get("/info");
      var _ = engine.post("/containers/x/exec", JsonNodeFactory.instance.objectNode());
      assertThat(engine.changes()).isZero();
      var _ = engine.post("/swarm/init", JsonNodeFactory.instance.objectNode());
      var _ = engine.ask("kill it", docker -> docker.killContainerCmd("x").exec());
      assertThat(engine.changes()).isEqualTo(2);
    }
  }

  @Test
  void an_engine_that_is_away_is_a_problem_with_the_socket() {
    var engine = new DockerEngine(URI.create("unix:///no/such/docker.sock"));
    assertThatThrownBy(() -> engine.get("/info"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("docker.unreachable");
              assertThat(e.problem().detail()).contains("/no/such/docker.sock");
            });
  }

  @Test
  void a_swarm_without_a_leader_is_a_problem_of_its_own_whoever_asks() {
    try (var recorded = new RecordedEngine()) {
      var answer =
          "{\"message\":\"rpc error: code = Unknown desc = The swarm does not have a leader.\"}";
      recorded
          .on("GET /nodes", 500, answer)
          .on("GET /services", 503, answer)
          .on("GET /tasks", 500, "{\"message\":\"disk full\"}");
      var engine = recorded.engine();
      assertProblem(() -> engine.get("/nodes"), "swarm.no-leader");
      assertProblem(
          () -> engine.ask("list services", docker -> docker.listServicesCmd().exec()),
          "swarm.no-leader");
      assertProblem(() -> engine.get("/tasks"), "docker.refused");
    }
  }

  private static void assertProblem(ThrowingCallable call, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  private static com.fasterxml.jackson.databind.JsonNode version(
      String engine, String oldest, String newest) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Version", engine)
        .put("MinAPIVersion", oldest)
        .put("ApiVersion", newest);
  }
}
