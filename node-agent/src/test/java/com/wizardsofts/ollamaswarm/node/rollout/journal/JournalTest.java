package com.wizardsofts.ollamaswarm.node.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Path FILE = Journal.FOLDER.resolve("r-1.jsonl");

  @TempDir Path root;

  @Test
  void events_are_read_back_in_the_order_of_rollouts_and_numbers() {
    // Given
    var journal = journal();
    var events = List.of(event("r-1", 1, null), event("r-1", 2, "why"), event("r-2", 1, null));
    // When
    events.forEach(journal::append);
    // Then
    assertThat(journal.rollouts()).containsExactly("r-1", "r-2");
    assertThat(journal.read("r-1").events()).isEqualTo(events.subList(0, 2));
    assertThat(journal.read("r-2").events()).isEqualTo(events.subList(2, 3));
  }

  @Test
  void a_line_torn_by_a_power_cut_is_left_out_and_the_lines_before_it_count() {
    // Given
    var journal = journal();
    journal.append(event("r-1", 1, null));
    new HostFiles(root).append(Journal.FOLDER.resolve("r-1.jsonl"), "{\"number\":2,\"at\":\"20");
    // When / Then
    assertThat(journal.read("r-1").events()).containsExactly(event("r-1", 1, null));
  }

  @Test
  void what_is_written_after_a_torn_line_was_mended_is_read_back() {
    // Given
    var journal = journal();
    journal.append(event("r-1", 1, null));
    files().append(FILE, "{\"crc32c\":\"00");
    // When
    journal.mend("r-1");
    journal.append(event("r-1", 2, null));
    // Then
    assertThat(journal.read("r-1").events())
        .containsExactly(event("r-1", 1, null), event("r-1", 2, null));
    assertThat(journal.read("r-1").damaged()).isEmpty();
  }

  @Test
  void a_line_that_a_power_cut_tore_at_any_byte_is_lost_alone_and_what_is_written_next_counts() {
    // Given
    var journal = journal();
    journal.append(event("r-1", 1, null));
    var first = files().read(FILE).orElseThrow().length();
    journal.append(event("r-1", 2, "why"));
    var bytes = files().read(FILE).orElseThrow().getBytes(StandardCharsets.UTF_8);
    for (int left = first; left < bytes.length; left++) {
      // When
      overwrite(Arrays.copyOf(bytes, left));
      var kept = journal.read("r-1").events();
      journal.mend("r-1");
      journal.append(event("r-1", 3, null));
      // Then
      var history = journal.read("r-1");
      assertThat(history.damaged()).as("%d bytes left", left).isEmpty();
      assertThat(history.events()).as("%d bytes left", left).startsWith(event("r-1", 1, null));
      assertThat(history.events()).hasSize(kept.size() + 1).endsWith(event("r-1", 3, null));
    }
  }

  @Test
  void a_whole_journal_is_not_touched_by_mending() {
    // Given
    var journal = journal();
    journal.append(event("r-1", 1, null));
    var text = files().read(FILE);
    // When
    journal.mend("r-1");
    // Then
    assertThat(files().read(FILE)).isEqualTo(text);
  }

  @Test
  void any_changed_byte_of_a_line_is_noticed_and_the_other_lines_count() {
    // Given
    var journal = journal();
    List.of(event("r-1", 1, null), event("r-1", 2, "why"), event("r-1", 3, null))
        .forEach(journal::append);
    var text = files().read(FILE).orElseThrow();
    var from = text.indexOf('\n') + 1;
    for (int place = from; place < text.length() - 1; place++) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      if (bytes[place] == '\n') {
        continue;
      }
      var changed = place < text.indexOf('\n', from) ? 2L : 3L;
      bytes[place] ^= (byte) 0x81;
      // When
      overwrite(bytes);
      journal.mend("r-1");
      var history = journal.read("r-1");
      // Then
      assertThat(history.damaged()).as("byte %d", place).containsExactly((int) changed);
      assertThat(history.events())
          .extracting(RolloutEvent::number)
          .containsExactly(1L, changed == 2 ? 3L : 2L);
    }
  }

  @Test
  void zeros_where_a_power_cut_left_a_line_no_bytes_are_torn_and_go_when_it_is_mended() {
    // Given
    var journal = journal();
    journal.append(event("r-1", 1, null));
    var first = files().read(FILE).orElseThrow().length();
    journal.append(event("r-1", 2, "why"));
    var bytes = files().read(FILE).orElseThrow().getBytes(StandardCharsets.UTF_8);
    for (int from = first; from < bytes.length - 2; from++) {
      for (int to : new int[] {from + 2, bytes.length}) {
        var cut = bytes.clone();
        Arrays.fill(cut, from, to, (byte) 0);
        // When
        overwrite(cut);
        assertThat(journal.read("r-1").damaged()).as("%d to %d", from, to).isEmpty();
        journal.mend("r-1");
        // Then
        assertThat(journal.read("r-1").events()).containsExactly(event("r-1", 1, null));
        assertThat(files().read(FILE).orElseThrow()).hasSize(first);
      }
    }
  }

  @Test
  void a_rollout_with_a_damaged_line_has_left_something_unless_all_was_put_back() {
    // Given
    var journal = journal();
    List.of(event("r-1", 1, null), event("r-1", 2, null), event("r-1", 3, null))
        .forEach(journal::append);
    assertThat(journal.past("r-1").orElseThrow().left()).isFalse();
    // When
    overwrite(
        files()
            .read(FILE)
            .orElseThrow()
            .replace("\"number\":2", "\"number\":7")
            .getBytes(StandardCharsets.UTF_8));
    // Then
    var past = journal().past("r-1").orElseThrow();
    assertThat(past.damaged()).containsExactly(2);
    assertThat(past.left()).isTrue();
    // And
    var at = Instant.parse("2026-01-05T10:00:00Z");
    journal.append(
        new RolloutEvent(
            4, at, "r-1", "abc", RolloutEvent.Kind.ROLLED_BACK, null, null, null, null, null));
    assertThat(journal().past("r-1").orElseThrow().left()).isFalse();
  }

  @Test
  void a_journal_of_the_first_version_is_readable() {
    // Given
    files()
        .append(
            FILE,
            """
            {"number":1,"at":"2026-01-05T10:00:00Z","rollout":"r-1","desired":"abc","kind":"BEGAN","text":"/etc/ollama-swarm/cluster.yaml"}
            {"number":2,"at":"2026-01-05T10:00:01Z","rollout":"r-1","desired":"abc","kind":"PROVED","phase":"prove","step":"prove.scale","text":"4 replicas run"}
            """);
    // When
    var events = journal().read("r-1").events();
    // Then
    assertThat(events).extracting(RolloutEvent::text).contains("4 replicas run");
  }

  @Test
  void a_journal_of_a_newer_minor_version_is_readable() {
    // Given
    files()
        .append(
            FILE,
            """
            {"number":1,"at":"2026-01-05T10:00:00Z","rollout":"r-1","desired":"abc","kind":"DONE","text":"well","new":{"a":1}}
            """);
    // When
    var history =
        new Journal(files(), JsonMapper.builder().addModule(new JavaTimeModule()).build())
            .read("r-1");
    // Then
    assertThat(history.damaged()).isEmpty();
    assertThat(history.events()).extracting(RolloutEvent::text).containsExactly("well");
  }

  private void overwrite(byte[] bytes) {
    try {
      Files.write(files().locate(FILE), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HostFiles files() {
    return new HostFiles(root);
  }

  @Test
  void what_a_proof_measured_is_read_back() {
    var written =
        new RolloutEvent(
            1,
            Instant.parse("2026-01-05T10:00:00Z"),
            "r-1",
            "abc",
            RolloutEvent.Kind.PROVED,
            "prove",
            "prove.scale",
            "text",
            null,
            java.util.Map.of("seconds", 5.25));
    journal().append(written);
    assertThat(journal().read("r-1").events()).containsExactly(written);
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
        cause == null ? null : ProblemCode.MOUNT_FAILED.problem("x").causedBy(cause),
        null);
  }
}
