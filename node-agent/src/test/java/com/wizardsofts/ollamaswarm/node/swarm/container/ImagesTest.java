package com.wizardsofts.ollamaswarm.node.swarm.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImagesTest {
  private static final String IMAGE =
      "{\"Id\":\"sha256:abc\",\"RepoDigests\":[\"ollama/ollama@sha256:def\"]}";

  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void an_image_that_is_there_has_its_id_and_digests() {
    // Given
    docker.on("GET /images/ollama/ollama:latest/json", IMAGE);
    // When
    var state = new Images(docker.engine()).inspect("ollama/ollama:latest");
    // Then
    assertThat(state.id()).isEqualTo("sha256:abc");
    assertThat(state.digests()).containsExactly("ollama/ollama@sha256:def");
  }

  @Test
  void an_image_that_is_not_there_has_no_id() {
    assertThat(new Images(docker.engine()).inspect("ollama/ollama:latest").id()).isNull();
  }

  @Test
  void a_pull_without_a_tag_asks_for_latest_only() {
    // Given
    docker
        .on("POST /images/create", "{\"status\":\"Status: Downloaded newer image\"}\n")
        .on("GET /images/ollama/ollama/json", IMAGE);
    // When
    var state = new Images(docker.engine()).pull("ollama/ollama");
    // Then
    assertThat(state.id()).isEqualTo("sha256:abc");
    assertThat(docker.changes().getFirst().request()).contains("latest");
  }

  @Test
  void a_pull_that_fails_in_its_stream_gives_the_registrys_words() {
    // Given
    docker.on(
        "POST /images/create",
        "{\"errorDetail\":{\"message\":\"toomanyrequests: slow down\"},\"error\":\"toomanyrequests: slow down\"}\n");
    // Then
    assertThatThrownBy(() -> new Images(docker.engine()).pull("ollama/ollama:latest"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ProblemCode.IMAGE_MISSING.code());
              assertThat(e.problem().cause()).contains("toomanyrequests");
            });
  }

  @Test
  void a_pull_that_is_refused_gives_the_registrys_words() {
    // Given
    docker.on("POST /images/create", 404, "{\"message\":\"manifest unknown\"}");
    // Then
    assertThatThrownBy(() -> new Images(docker.engine()).pull("ollama/ollama:nosuch"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().cause()).contains("manifest unknown"));
  }
}
