package com.wizardsofts.ollamaswarm.node.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Former;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lead of years: 200 rollouts are in its journal. */
class ManyRolloutsTest {
  private static final int OLD = 200;

  @TempDir Path root;
  private CountedReads files;
  private Journal journal;

  @BeforeEach
  void a_proof_and_then_rollouts_that_changed_nothing() {
    files = new CountedReads(root);
    write(1, Kind.BEGAN, Kind.BEFORE, Kind.PROVED, Kind.DONE);
    IntStream.rangeClosed(2, OLD).forEach(number -> write(number, Kind.BEGAN, Kind.DONE));
    journal = journal();
  }

  @Test
  void the_oldest_proof_counts_and_each_journal_is_read_once() {
    for (int question = 0; question < 3; question++) {
      assertThat(journal.proofs()).extracting(RolloutEvent::rollout).containsExactly("r-001");
      assertThat(Former.of(journal, journal.rollouts()).specs()).isEmpty();
    }
    assertThat(files.read).hasSize(OLD).doesNotHaveDuplicates();
  }

  @Test
  void one_that_goes_on_is_read_anew_and_no_other() {
    assertThat(journal.past("r-001").orElseThrow().left()).isTrue();
    assertThat(journal.proofs()).hasSize(1);
    files.read.clear();
    journal.append(event("r-001", 5, Kind.ROLLBACK));
    assertThat(journal.proofs()).isEmpty();
    journal.append(event("r-001", 6, Kind.ROLLED_BACK));
    assertThat(journal.past("r-001").orElseThrow().left()).isFalse();
    assertThat(files.read).hasSize(2).allMatch(file -> file.endsWith("r-001.jsonl"));
  }

  @Test
  void what_the_disk_did_not_take_whole_is_looked_at_again() {
    assertThat(journal.proofs()).hasSize(1);
    files.torn = true;
    try {
      journal.append(event("r-001", 5, Kind.ROLLBACK));
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("torn");
    }
    assertThat(journal.proofs()).isEmpty();
  }

  private void write(int rollout, Kind... kinds) {
    for (int number = 0; number < kinds.length; number++) {
      journal().append(event("r-%03d".formatted(rollout), number + 1, kinds[number]));
    }
  }

  private Journal journal() {
    return new Journal(files, JsonMapper.builder().addModule(new JavaTimeModule()).build());
  }

  private static RolloutEvent event(String rollout, long number, Kind kind) {
    var step = kind == Kind.PROVED ? "prove.scale" : null;
    return new RolloutEvent(
        number,
        Instant.parse("2026-01-05T10:00:00Z"),
        rollout,
        "abc",
        kind,
        null,
        step,
        null,
        null,
        null);
  }

  /** Real files; which were read is counted, and the disk may fail after it took a line. */
  private static final class CountedReads extends HostFiles {
    final List<Path> read = new ArrayList<>();
    boolean torn;

    CountedReads(Path root) {
      super(root);
    }

    @Override
    public Optional<String> readDamaged(Path path) {
      read.add(path);
      return super.readDamaged(path);
    }

    @Override
    public void append(Path path, String text) {
      super.append(path, text);
      if (torn) {
        throw new IllegalStateException("torn");
      }
    }
  }
}
