package com.wizardsofts.ollamaswarm.node.modeluse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {
  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void the_models_of_all_replicas_on_the_node_are_told_once_each() {
    // Given
    docker.on("GET /containers/json", "[{\"Id\":\"c1\"},{\"Id\":\"c2\"}]");
    replica("c1", 0, "NAME          ID\r\nmistral:7b    4f9d\r\nhost:1/a/b:c    11\r\n");
    replica("c2", 0, "NAME          ID\r\nmistral:7b    4f9d\r\n");
    // Then
    assertThat(new LoadedModels(docker.engine()).here("ollama"))
        .containsExactly("host:1/a/b:c", "mistral:7b");
    assertThat(docker.changes().getFirst().body()).contains("[\"ollama\",\"ps\"]");
  }

  @Test
  void a_replica_without_a_model_has_none() {
    // Given
    docker.on("GET /containers/json", "[{\"Id\":\"c1\"}]");
    replica("c1", 0, "NAME    ID    SIZE\r\n");
    // Then
    assertThat(new LoadedModels(docker.engine()).here("ollama")).isEmpty();
  }

  @Test
  void a_replica_that_cannot_be_asked_is_a_problem_and_not_an_idle_one() {
    // Given
    docker.on("GET /containers/json", "[{\"Id\":\"c1\"}]");
    replica("c1", 1, "Error: could not connect to ollama server\r\n");
    // Then
    assertThatThrownBy(() -> new LoadedModels(docker.engine()).here("ollama"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().evidence())
                    .containsExactly("Error: could not connect to ollama server"));
  }

  private void replica(String container, int exitCode, String printed) {
    docker
        .on(
            "POST /containers/%s/exec".formatted(container),
            "{\"Id\":\"e-%s\"}".formatted(container))
        .on("POST /exec/e-%s/start".formatted(container), printed)
        .on("GET /exec/e-%s/json".formatted(container), "{\"ExitCode\":%d}".formatted(exitCode));
  }
}
