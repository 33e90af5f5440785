package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path root;

  @Test
  void events_are_read_back_in_the_order_of_rollouts_and_numbers() {
    // Given
    var journal = journal();
    var events = List.of(event("r-1", 1, null), event("r-1", 2, "why"), event("r-2", 1, null));
    // When
    events.forEach(journal::append);
    // Then
    assertThat(journal.read()).isEqualTo(events);
  }

  @Test
  void a_line_torn_by_a_power_cut_is_left_out_and_the_lines_before_it_count() {
    // Given
    var journal = journal();
    journal.append(event("r-1", 1, null));
    new HostFiles(root).append(Journal.FOLDER.resolve("r-1.jsonl"), "{\"number\":2,\"at\":\"20");
    // When / Then
    assertThat(journal.read()).containsExactly(event("r-1", 1, null));
  }

  private Journal journal() {
    return new Journal(
        new HostFiles(root), JsonMapper.builder().addModule(new JavaTimeModule()).build());
  }

  private static RolloutEvent event(String rollout, long number, @Nullable String cause) {
    return new RolloutEvent(
        number,
        Instant.parse("2026-01-05T10:00:00Z"),
        rollout,
        "abc",
        RolloutEvent.Kind.FAILED,
        "store",
        "store.mount.s84",
        null,
        cause == null ? null : ProblemCode.MOUNT_FAILED.problem("x").causedBy(cause));
  }
}
