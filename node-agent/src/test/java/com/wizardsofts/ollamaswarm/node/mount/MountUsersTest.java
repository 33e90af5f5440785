package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MountUsersTest {
  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_running_container_below_the_mount_point_is_named() {
    running("/opt/ollama-models/models");
    assertThatThrownBy(() -> users().refuseWhileUsed("/opt/ollama-models"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("mount.busy");
              assertThat(e.problem().evidence()).containsExactly("/ollama.1");
            });
  }

  @Test
  void a_folder_with_a_longer_name_is_no_use_of_the_mount() {
    running("/opt/ollama-models-old");
    users().refuseWhileUsed("/opt/ollama-models");
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
