package com.wizardsofts.ollamaswarm.nfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreHeartbeatTest {
  @TempDir Path root;
  private StoreHeartbeat heartbeat;
  private StoreReadiness readiness;

  @BeforeEach
  void a_store() throws Exception {
    Files.createDirectories(root.resolve("opt"));
    var files = new HostFiles(root);
    var config = TestSettings.of(Map.of());
    var store = new ModelStore(files, config);
    var last = new LastVerification(files, new ObjectMapper(), config);
    heartbeat = new StoreHeartbeat(store, new StoreMarker(files, store), last);
    readiness = new StoreReadiness(heartbeat);
  }

  @Test
  void it_is_ready_once_the_marker_was_written() {
    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    heartbeat.beat();
    assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void a_store_that_is_gone_is_not_ready_until_it_is_back() throws Exception {
    // Given
    heartbeat.beat();
    var store = root.resolve("opt/ollama-models");
    Files.move(store, root.resolve("opt/aside"));
    Files.writeString(store, "in the way");

    // When
    heartbeat.beat();

    // Then
    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    assertThat(readiness.call().getData().orElseThrow())
        .hasEntrySatisfying(
            "problem", text -> assertThat(text).asString().contains("not a directory"));

    // When
    Files.delete(store);
    Files.move(root.resolve("opt/aside"), store);
    heartbeat.beat();

    // Then
    assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_disk_that_is_not_mounted_does_not_become_a_new_store(boolean mountPoint) throws Exception {
    // Given
    heartbeat.beat();
    var id = heartbeat.state().id();
    var store = root.resolve("opt/ollama-models");
    Files.move(store, root.resolve("opt/aside"));
    if (mountPoint) {
      Files.createDirectory(store);
    }

    // When
    heartbeat.beat();

    // Then
    assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
    assertThatThrownBy(heartbeat::state).hasMessageContaining("cannot be used");
    assertThat(store.resolve("models")).doesNotExist();
    assertThat(store.resolve(StoreMarker.NAME)).doesNotExist();

    // When
    Files.deleteIfExists(store);
    Files.move(root.resolve("opt/aside"), store);
    heartbeat.beat();

    // Then
    assertThat(heartbeat.state().id()).isEqualTo(id);

    // When the store really is another one
    Files.move(store, root.resolve("opt/aside"));
    Files.delete(root.resolve("var/lib/ollama-swarm/store-id"));
    heartbeat.beat();

    // Then
    assertThat(heartbeat.state().id()).isNotEqualTo(id);
  }

  @Test
  void the_state_names_the_marker_by_which_mounts_are_proved() {
    // Given
    heartbeat.beat();

    // When
    var state = heartbeat.state();

    // Then
    assertThat(state.path()).isEqualTo("/opt/ollama-models");
    assertThat(root.resolve("opt/ollama-models").resolve(state.marker()))
        .content()
        .contains(state.id());
    assertThat(state.freeBytes()).isPositive();
  }
}
