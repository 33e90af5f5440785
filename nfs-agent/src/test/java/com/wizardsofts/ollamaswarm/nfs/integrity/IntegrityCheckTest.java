package com.wizardsofts.ollamaswarm.nfs.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityCheckTest {
  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

  @TempDir Path root;
  private LastVerification last;
  private IntegrityCheck check;

  @BeforeEach
  void a_check() {
    var json = new ObjectMapper().findAndRegisterModules();
    last = new LastVerification(new HostFiles(root), json, TestSettings.of(Map.of()));
    check = new IntegrityCheck(last, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void an_intact_store_and_one_that_is_new_have_no_findings() {
    assertThat(check.look()).isEmpty();
    last.is(new Verification(NOW.minus(Duration.ofDays(30)), 1, 2, 3, List.of()));
    assertThat(check.look()).isEmpty();
  }

  @Test
  void every_damaged_file_is_a_finding_with_its_models() {
    // When
    last.is(
        new Verification(
            NOW,
            1,
            2,
            3,
            List.of(new Damage("blobs/sha256-a", "sha256-a is missing", List.of("m:1")))));

    // Then
    assertThat(check.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("store.damaged");
              assertThat(finding.cause()).contains("sha256-a is missing", "m:1");
            });
  }

  @Test
  void a_verification_of_long_ago_is_a_finding() {
    last.is(new Verification(NOW.minus(Duration.ofDays(31)), 1, 2, 3, List.of()));
    assertThat(check.look()).extracting(Finding::code).containsExactly("store.unverified");
  }
}
