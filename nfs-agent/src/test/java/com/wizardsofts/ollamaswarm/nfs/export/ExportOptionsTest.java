package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportOptionsTest {

  @Test
  void the_options_of_the_operators_guide_are_taken() {
    var options =
        "rw,sync,wdelay,hide,no_subtree_check,sec=sys,secure,no_root_squash,no_all_squash";
    assertThatNoException().isThrownBy(() -> ExportOptions.check(List.of(options.split(","))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fsid=0", "fsid=root", "anonuid=65534", "sec=krb5p:krb5i", "crossmnt"})
  void options_of_exports_are_taken(String option) {
    assertThatNoException().isThrownBy(() -> ExportOptions.check(List.of(option)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "RW",
        "ro,rw",
        "ro)",
        "ro) *(rw",
        "ro\n/ *(rw)",
        " ro",
        "refer=/x@198.51.100.9",
        "replicas=/x@198.51.100.9",
        "mountpoint=/etc",
        "anonuid=root",
        "fsid=",
        "sec=none,sys"
      })
  void anything_else_is_refused(String option) {
    assertThatThrownBy(() -> ExportOptions.check(List.of(option)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not known");
  }

  @Test
  void repetitions_and_contradictions_are_refused() {
    assertThatThrownBy(() -> ExportOptions.check(List.of("ro", "ro")))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> ExportOptions.check(List.of("ro", "sync", "rw")))
        .hasMessageContaining("exclude each other");
  }
}
