package com.wizardsofts.ollamaswarm.node.gateway.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine.Call;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnContainerTest {
  private static final String ENDED =
      "{\"Id\":\"c1\",\"Name\":\"/traefik\",\"State\":{\"Status\":\"exited\",\"Error\":\"%s\"}}";
  private static final String START = "POST /containers/c1/start";
  private static final String STOP = "POST /containers/c1/stop?t=5";
  private static final String REMOVE = "DELETE /containers/c1?force=true";

  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void one_that_ended_is_stopped_and_removed() {
    // Given
    docker.on("GET /containers/traefik/json", ENDED.formatted(""));
    // When
    remove();
    // Then
    assertThat(docker.changes()).extracting(Call::request).containsExactly(STOP, REMOVE);
  }

  @Test
  void one_that_could_not_be_started_gives_its_place_in_the_network_back_by_another_start() {
    // Given
    docker.on("GET /containers/traefik/json", ENDED.formatted("network zysr4 not found"));
    // When
    remove();
    // Then
    assertThat(docker.changes()).extracting(Call::request).containsExactly(START, STOP, REMOVE);
  }

  @ParameterizedTest
  @CsvSource({"500, port is already allocated", "404, network zysr4 not found"})
  void one_that_cannot_be_started_now_either_is_removed_all_the_same(int status, String message) {
    // Given
    docker
        .on("GET /containers/traefik/json", ENDED.formatted("network zysr4 not found"))
        .on(START, status, "{\"message\":\"%s\"}".formatted(message));
    // When
    remove();
    // Then
    assertThat(docker.changes()).extracting(Call::request).containsExactly(START, STOP, REMOVE);
  }

  private void remove() {
    docker.on(START, 204, "").on(STOP, 204, "").on(REMOVE, 204, "");
    var containers = new Containers(docker.engine());
    var container = containers.find("traefik").orElseThrow();
    OwnContainer.remove(containers, container, Duration.ofSeconds(5));
  }
}
