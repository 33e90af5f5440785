package com.wizardsofts.ollamaswarm.nfs.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationCalendarTest {
  @TempDir Path root;

  @Test
  void what_it_found_is_remembered_over_a_restart() throws Exception {
    // Given
    var config = TestSettings.of(Map.of());
    var store = new TestStore(root, config);
    store.add("a", "config", "weights");
    Files.writeString(store.blob("weights"), "wEights");
    var json = new ObjectMapper().findAndRegisterModules();
    var last = new LastVerification(store.files, json, config);
    assertThat(last.find()).isEmpty();

    // When
    new VerificationCalendar(store.verifier, last, new Await(), config).verify();

    // Then
    assertThat(last.find().orElseThrow().damages()).hasSize(1);
    assertThat(new LastVerification(store.files, json, config).find()).isEqualTo(last.find());

    // When its record is no text any more
    store.files.write(
        Path.of("/var/lib/ollama-swarm/verification.json"), new byte[] {'{', (byte) 0xff});

    // Then
    assertThat(new LastVerification(store.files, json, config).find()).isEmpty();
  }

  @Test
  void what_it_found_is_known_though_it_cannot_be_written_down() throws Exception {
    // Given
    var config = TestSettings.of(Map.of());
    var store = new TestStore(root, config);
    store.add("a", "config", "weights");
    Files.writeString(store.blob("weights"), "wEights");
    var last =
        new LastVerification(store.files, new ObjectMapper().findAndRegisterModules(), config);
    for (var memory : List.of("verified-files.json", "verification.json")) {
      Files.createDirectories(
          root.resolve("var/lib/ollama-swarm").resolve(memory).resolve("in the way"));
    }

    // When
    new VerificationCalendar(store.verifier, last, new Await(), config).verify();

    // Then
    assertThat(last.find().orElseThrow().damages()).hasSize(1);
  }

  @Test
  void a_rate_at_which_it_would_never_end_is_not_kept() {
    // Given a clock that moves by 10 ms whenever it is looked at
    var nanos = new AtomicLong();
    LongSupplier clock = () -> nanos.addAndGet(10_000_000);
    var rate = new ReadRate(0, new Await(clock), clock);

    // When
    rate.accept(200_000);

    // Then
    assertThat(nanos.get()).isBetween(200_000_000L, 250_000_000L);
  }

  @Test
  void readers_wait_until_their_bytes_are_due() {
    // Given a clock that moves by 10 ms whenever it is looked at
    var nanos = new AtomicLong();
    var rate = new ReadRate(1_000_000, new Await(() -> 0), () -> nanos.addAndGet(10_000_000));

    // When
    rate.accept(50_000);
    rate.accept(150_000);

    // Then
    assertThat(nanos.get()).isBetween(200_000_000L, 230_000_000L);
  }
}
