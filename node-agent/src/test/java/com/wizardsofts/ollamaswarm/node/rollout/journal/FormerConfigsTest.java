package com.wizardsofts.ollamaswarm.node.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerConfigsTest {
  private static final String SPEC =
      """
      {"TaskTemplate":{"ContainerSpec":{"Configs":[{"ConfigID":"%1$s-drain","ConfigName":"a"},{"ConfigID":"%1$s-health"}]}}}\
      """;

  @TempDir Path root;
  private Journal journal;

  @BeforeEach
  void disk() {
    var json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    journal = new Journal(new HostFiles(root), json);
  }

  @Test
  void the_configs_of_every_spec_that_a_rollback_would_put_back_are_named() {
    // Given: two rollouts changed the service, another rollout something else
    rollout("r-1", SPEC.formatted("one"), Kind.DONE);
    rollout("r-2", "3", Kind.DONE);
    rollout("r-3", SPEC.formatted("two"), Kind.BROKEN);
    // Then
    assertThat(new FormerConfigs(journal).ids())
        .containsExactlyInAnyOrder("one-drain", "one-health", "two-drain", "two-health");
  }

  @Test
  void what_was_rolled_back_needs_none() {
    rollout("r-1", SPEC.formatted("one"), Kind.DONE, Kind.ROLLBACK, Kind.ROLLED_BACK);
    assertThat(new FormerConfigs(journal).ids()).isEmpty();
  }

  private void rollout(String id, String before, Kind... ends) {
    var log = new EventLog(id, "abc", Clock.systemUTC(), journal::append);
    log.add(Kind.BEGAN, "{}", null);
    log.add(Kind.BEFORE, before, null);
    for (var end : ends) {
      log.add(end, "", null);
    }
  }
}
