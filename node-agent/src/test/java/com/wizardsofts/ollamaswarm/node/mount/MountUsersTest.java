package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountUsersTest {
  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/ollama-models/models", "/opt/ollama-models", "/opt"})
  void a_running_container_that_sees_the_mount_is_named(String source) {
    running(source);
    assertThatThrownBy(() -> users().refuseWhileUsed("/opt/ollama-models"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("mount.busy");
              assertThat(e.problem().evidence()).containsExactly("/ollama.1");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/ollama-models-old", "/"})
  void a_folder_with_a_longer_name_and_the_whole_server_are_no_use_of_the_mount(String source) {
    running(source);
    users().refuseWhileUsed("/opt/ollama-models");
    assertThat(users().of("/opt/ollama-models")).isEmpty();
  }

  private void running(String source) {
    docker.on(
        "GET /containers/json",
        "[{\"Names\":[\"/ollama.1\"],\"Mounts\":[{\"Source\":\"%s\"}]}]".formatted(source));
  }

  private MountUsers users() {
    return new MountUsers(docker.engine());
  }
}
