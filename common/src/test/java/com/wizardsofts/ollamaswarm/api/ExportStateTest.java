package com.wizardsofts.ollamaswarm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportStateTest {
  private static final ExportSpec WANTED =
      new ExportSpec("/store", List.of("10.0.0.0/24"), List.of("ro", "secure", "root_squash"));

  @Test
  void an_option_that_the_server_never_shows_is_no_difference() {
    // When
    var differences = listed("10.0.0.0/24", "sync", "ro", "root_squash").differences(WANTED);

    // Then
    assertThat(differences).isEmpty();
  }

  @Test
  void an_option_whose_opposite_is_shown_is_a_difference() {
    // When
    var differences = listed("10.0.0.0/24", "rw", "root_squash").differences(WANTED);

    // Then
    assertThat(differences).singleElement().asString().contains("10.0.0.0/24", "[ro]");
  }

  @Test
  void a_missing_client_and_one_too_many_are_both_named() {
    // When
    var differences = listed("10.9.9.9", "ro", "root_squash").differences(WANTED);

    // Then
    assertThat(differences)
        .containsExactly(
            "exportfs -v does not list 10.0.0.0/24",
            "exportfs -v lists 10.9.9.9, which is not wanted");
  }

  @Test
  void a_client_that_the_firewall_keeps_out_is_a_difference() {
    // Given
    var listed = listed("10.0.0.0/24", "ro", "root_squash");

    // When
    var differences =
        new ExportState(
                listed.path(),
                listed.file(),
                listed.exported(),
                List.of("10.0.0.0/24"),
                listed.server(),
                List.of())
            .differences(WANTED);

    // Then
    assertThat(differences).containsExactly("ufw is active without a rule for 10.0.0.0/24");
  }

  private static ExportState listed(String client, String... options) {
    var none = new NfsService(0, List.of(), List.of());
    return new ExportState(
        "/store",
        "/file",
        List.of(new ExportedTo(client, List.of(options))),
        List.of(),
        none,
        List.of());
  }
}
