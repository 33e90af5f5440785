package com.wizardsofts.ollamaswarm.nfs.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
  @TempDir Path root;
  private @Nullable StoreHeartbeat heartbeat;

  @BeforeEach
  void a_server() throws Exception {
    Files.createDirectories(root.resolve("opt"));
  }

  @Test
  void a_store_with_room_has_no_findings() {
    var check = check("0");
    store("0").prepare();
    assertThat(check.look()).isEmpty();
  }

  @Test
  void a_disk_without_room_for_another_model_is_a_finding() {
    store("0").prepare();
    assertThat(check("1000000G").look())
        .extracting(Finding::code)
        .containsExactly("store.nearly-full");
  }

  @Test
  void a_file_in_the_store_s_place_is_a_finding() throws Exception {
    Files.writeString(root.resolve("opt/ollama-models"), "no folder");
    var found = check("0").look();
    assertThat(found).extracting(Finding::code).containsExactly("store.unusable");
    assertThat(found.getFirst().cause()).contains("/opt/ollama-models");
  }

  @Test
  void a_store_that_takes_no_more_files_is_a_finding() throws Exception {
    // Given a marker that cannot be replaced
    var check = check("0");
    requireNonNull(heartbeat).beat();
    assertThat(check.look()).isEmpty();
    var marker = root.resolve("opt/ollama-models").resolve(StoreMarker.NAME);
    Files.delete(marker);
    Files.createDirectories(marker.resolve("in the way"));

    // When
    requireNonNull(heartbeat).beat();

    // Then
    var found = check.look();
    assertThat(found).extracting(Finding::code).containsExactly("store.unusable");
    assertThat(found.getFirst().cause()).contains(StoreMarker.NAME);

    // When
    Files.delete(marker.resolve("in the way"));
    Files.delete(marker);
    Files.delete(root.resolve("var/lib/ollama-swarm/store-id"));
    requireNonNull(heartbeat).beat();

    // Then
    assertThat(check.look()).isEmpty();
  }

  private StoreCheck check(String keepFree) {
    var store = store(keepFree);
    var files = new HostFiles(root);
    var config = TestSettings.of(settings(keepFree));
    var last = new LastVerification(files, new ObjectMapper(), config);
    heartbeat = new StoreHeartbeat(store, new StoreMarker(files, store), last);
    return new StoreCheck(store, heartbeat, config);
  }

  private ModelStore store(String keepFree) {
    return new ModelStore(new HostFiles(root), TestSettings.of(settings(keepFree)));
  }

  private static Map<String, String> settings(String keepFree) {
    return Map.of("nfs-agent.pull.keep-free", keepFree);
  }
}
