package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCheckTest {
  private static final Path FILE = Journal.FOLDER.resolve("r-1.jsonl");

  @TempDir Path root;
  private HostFiles files;

  @BeforeEach
  void a_rollout_that_changed_something() {
    files = new HostFiles(root);
    files.write(ClusterFile.PATH, "lead: s84\n");
    List.of(Kind.BEGAN, Kind.BEFORE, Kind.DONE).forEach(this::add);
  }

  @Test
  void whole_journals_are_no_finding() {
    assertThat(look()).isEmpty();
  }

  @Test
  void a_changed_byte_is_found_with_its_line_until_all_is_put_back() {
    damage();
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("journal.damaged");
              assertThat(found.cause())
                  .startsWith("r-1 can neither go on nor be rolled back")
                  .contains("lines [2] of r-1.jsonl in /var/lib/ollama-swarm/rollouts");
            });
    add(Kind.ROLLED_BACK);
    assertThat(look()).isEmpty();
  }

  @Test
  void an_agent_that_runs_finds_it_too_and_that_it_is_mended() {
    var check = new JournalCheck(new ClusterFile(files), journal());
    assertThat(check.look()).isEmpty();
    var whole = files.read(FILE).orElseThrow();
    damage();
    assertThat(check.look()).hasSize(1);
    files.write(FILE, whole);
    assertThat(check.look()).isEmpty();
  }

  @Test
  void only_the_lead_looks() {
    damage();
    files.delete(ClusterFile.PATH);
    assertThat(look()).isEmpty();
  }

  private void damage() {
    files.write(FILE, files.read(FILE).orElseThrow().replace("deploy.service", "deploy.servicf"));
  }

  private void add(Kind kind) {
    journal().add("r-1", kind, kind == Kind.BEFORE ? "deploy.service" : null);
  }

  /** As an agent that has just started reads it. */
  private WrittenJournal journal() {
    return new WrittenJournal(files);
  }

  private List<Finding> look() {
    return new JournalCheck(new ClusterFile(files), journal()).look();
  }
}
