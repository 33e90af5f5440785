package com.wizardsofts.ollamaswarm.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Versions as the Engine API's history page lists them: 24 speaks 1.43, 25 speaks 1.44, 29 nothing
 * below 1.44.
 */
class DockerEngineTest {

  @ParameterizedTest
  @CsvSource({"24.0.9,1.12,1.43,1.43", "26.1.5,1.24,1.45,1.44", "29.0.0,1.44,1.52,1.44"})
  void the_newest_version_that_both_speak_is_chosen(
      String engine, String oldest, String newest, String chosen) {
    assertThat(DockerEngine.choose(version(engine, oldest, newest))).isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource({"20.10.24,1.12,1.41", "31.0.0,1.50,1.60"})
  void an_engine_without_a_common_version_is_refused_with_its_name(
      String engine, String oldest, String newest) {
    assertThatThrownBy(() -> DockerEngine.choose(version(engine, oldest, newest)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("docker.unsupported");
              assertThat(e.problem().detail()).contains(engine);
            });
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

  private static com.fasterxml.jackson.databind.JsonNode version(
      String engine, String oldest, String newest) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Version", engine)
        .put("MinAPIVersion", oldest)
        .put("ApiVersion", newest);
  }
}
