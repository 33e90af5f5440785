package com.wizardsofts.ollamaswarm.nfs.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMetricsTest {
  @TempDir Path root;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void gauges_show_the_store_and_its_last_verification() throws Exception {
    // Given
    var config = TestSettings.of(Map.of());
    var store = new TestStore(root, config);
    store.add("a", "config", "weights");
    var json = new ObjectMapper().findAndRegisterModules();
    var last = new LastVerification(store.files, json, config);
    var standing = new StandingDamages(store.models, store.blobs);
    new StoreMetrics(registry, store.store, store.models, store.blobs, last, standing)
        .start(new StartupEvent());
    assertThat(value("ollama.swarm.store.verification.seconds")).isNaN();

    // When
    Files.delete(store.blob("weights"));
    last.is(store.verifier.store(_ -> {}));

    // Then
    assertThat(value("ollama.swarm.store.models")).isEqualTo(1);
    assertThat(value("ollama.swarm.store.bytes")).isEqualTo("config".length());
    assertThat(value("ollama.swarm.store.free.bytes")).isPositive();
    assertThat(value("ollama.swarm.store.verification.damaged.files")).isEqualTo(1);
    assertThat(value("ollama.swarm.store.verification.seconds")).isPositive();

    // When the blob is fetched again
    Files.writeString(store.blob("weights"), "weights");
    store.verifier.model(ModelName.parse("a"), _ -> {});

    // Then
    assertThat(value("ollama.swarm.store.verification.damaged.files")).isZero();
  }

  private double value(String name) {
    return registry.get(name).gauge().value();
  }
}
