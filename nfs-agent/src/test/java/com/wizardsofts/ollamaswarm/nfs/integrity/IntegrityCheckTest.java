package com.wizardsofts.ollamaswarm.nfs.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegrityCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

  @TempDir Path root;
  private TestStore store;
  private LastVerification last;
  private IntegrityCheck check;

  @BeforeEach
  void a_store_with_three_models() throws Exception {
    var config = TestSettings.of(Map.of());
    store = new TestStore(root, config);
    for (var name : List.of("m", "n", "o")) {
      store.add(name, "config " + name, "weights " + name);
    }
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
    var json = new ObjectMapper().findAndRegisterModules();
    last = new LastVerification(store.files, json, config);
    check =
        new IntegrityCheck(
            last,
            new StandingDamages(store.models, store.blobs),
            store.models,
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void an_intact_store_and_one_that_is_new_have_no_findings() {
    assertThat(check.look()).isEmpty();
    last.is(new Verification(NOW.minus(Duration.ofDays(30)), 1, 2, 3, List.of()));
    assertThat(check.look()).isEmpty();
  }

  @Test
  void every_damaged_file_is_a_finding_with_its_models() throws Exception {
    // When
    Files.delete(store.blob("weights m"));
    verify();

    // Then
    assertThat(check.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("store.damaged");
              assertThat(finding.cause()).contains("is missing", "m:latest");
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_the_verification_of_one_model_found_is_a_finding_once(boolean wasVerified)
      throws Exception {
    // Given
    if (wasVerified) {
      verify();
    }
    Files.writeString(store.blob("weights m"), "wEights m");
    assertThat(check.look()).isEmpty();

    // When
    assertThat(store.verifier.model(ModelName.parse("m"), _ -> {})).hasSize(1);

    // Then
    assertThat(check.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("store.damaged");
              assertThat(finding.cause()).contains("hashes to", "m:latest");
            });

    // When
    verify();

    // Then
    assertThat(check.look()).hasSize(1);
  }

  @Test
  void what_was_mended_or_deleted_since_is_no_finding_any_more() throws Exception {
    // Given
    Files.writeString(store.blob("weights m"), "wEights m");
    Files.delete(store.blob("config n"));
    Files.delete(store.manifest(ModelName.parse("o")));
    verify();
    assertThat(check.look()).hasSize(3);

    // When one is repaired, and two are deleted
    Files.writeString(store.blob("weights m"), "weights m");
    assertThat(store.verifier.model(ModelName.parse("m"), _ -> {})).isEmpty();
    Files.delete(store.manifest(ModelName.parse("n")));
    store.models.forget(ModelName.parse("n"));
    store.models.forget(ModelName.parse("o"));

    // Then
    assertThat(check.look()).isEmpty();
  }

  private void verify() {
    last.is(new Verification(NOW, 3, 6, 9, store.verifier.store(_ -> {}).damages()));
  }

  @Test
  void a_store_that_was_never_verified_is_a_finding_when_its_models_are_old() throws Exception {
    // Given
    var manifest = store.manifest(ModelName.parse("n"));

    // When
    Files.setLastModifiedTime(manifest, FileTime.from(NOW.minus(Duration.ofDays(30))));

    // Then
    assertThat(check.look()).isEmpty();

    // When
    Files.setLastModifiedTime(manifest, FileTime.from(NOW.minus(Duration.ofDays(31))));

    // Then
    assertThat(check.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("store.unverified");
              assertThat(finding.cause()).contains("never", "2025-12-31");
            });
  }

  @Test
  void a_verification_of_long_ago_is_a_finding() {
    last.is(new Verification(NOW.minus(Duration.ofDays(31)), 1, 2, 3, List.of()));
    assertThat(check.look()).extracting(Finding::code).containsExactly("store.unverified");
  }
}
