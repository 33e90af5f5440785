package com.wizardsofts.ollamaswarm.node.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutIdTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void a_rollout_is_called_by_the_second_in_which_it_began() {
    assertThat(next(NOON)).isEqualTo("r-20261128-120000");
    assertThat(next(NOON, "r-20261128-115959-3")).isEqualTo("r-20261128-120000");
  }

  @Test
  void those_of_one_second_keep_their_order_however_many_they_are(@TempDir Path root) {
    // Given
    var known = new ArrayList<String>();
    for (int count = 0; count < 12; count++) {
      known.add(next(NOON, known.toArray(String[]::new)));
    }
    // Then
    assertThat(known.getLast()).isEqualTo("r-20261128-120000-12");
    assertThat(journal(root, known.reversed())).containsExactlyElementsOf(known);
  }

  @Test
  void a_clock_that_was_put_back_makes_no_rollout_older_than_one_before_it(@TempDir Path root) {
    // Given
    var before = next(NOON);
    // When
    var after = next(NOON.minusSeconds(3600), before);
    var last = next(NOON.minusSeconds(3500), before, after);
    // Then
    assertThat(journal(root, List.of(last, after, before))).containsExactly(before, after, last);
  }

  @Test
  void a_file_of_another_name_orders_nothing() {
    assertThat(next(NOON, "r-copy", "zzz")).isEqualTo("r-20261128-120000");
  }

  private static String next(Instant now, String... known) {
    return RolloutId.next(now, List.of(known)).toString();
  }

  /** What the journal takes for the order of these. */
  private static List<String> journal(Path root, List<String> ids) {
    var files = new HostFiles(root);
    ids.forEach(id -> files.append(Journal.FOLDER.resolve(id + ".jsonl"), "\n"));
    return new Journal(files, JsonMapper.builder().addModule(new JavaTimeModule()).build())
        .rollouts();
  }
}
