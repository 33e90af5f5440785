package com.wizardsofts.ollamaswarm.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownLeadTest {
  private static final String ID = UUID.randomUUID().toString();
  private static final Lead OTHER = new Lead(7, ID, "s86");

  @TempDir Path root;

  @Test
  void after_a_restart_the_agent_follows_whom_it_followed() {
    known().follow(OTHER);
    assertThat(known().now()).isEqualTo(OTHER);
  }

  @Test
  void a_lower_number_and_the_same_number_of_another_are_refused() {
    // Given
    known().follow(OTHER);
    // Then
    refused(() -> known().follow(new Lead(6, ID, "s86")));
    refused(() -> known().follow(new Lead(7, UUID.randomUUID().toString(), "s84")));
    refused(() -> known().follow(new Lead(0, "", "a lead without a number")));
    assertThatCode(() -> known().follow(OTHER)).doesNotThrowAnyException();
  }

  @Test
  void a_server_is_its_own_lead_until_another_one_takes_over() {
    // Given
    known().follow(known().own(1, "s84"));
    assertThat(known().own()).isPresent();
    known().requireOwn();
    // When
    known().follow(OTHER);
    // Then
    assertThat(known().own()).isEmpty();
    refused(() -> known().requireOwn());
  }

  @Test
  void where_nobody_leads_nobody_is_refused() {
    known().requireOwn();
    known().follow(new Lead(0, "", "a lead without a number"));
    assertThat(known().now()).isEqualTo(Lead.NONE);
    assertThat(known().own()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "x y z", "0 00000000-0000-0000-0000-000000000000 s84"})
  void what_is_no_lead_is_refused(String text) {
    assertThatThrownBy(() -> Lead.parse(text)).isInstanceOf(ProblemException.class);
  }

  private static void refused(ThrowingCallable order) {
    assertThatThrownBy(order)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("lead.superseded"));
  }

  private KnownLead known() {
    return new KnownLead(new HostFiles(root));
  }
}
