package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusingJournalTest extends LeadWithRollouts {

  @Test
  void why_the_journal_takes_no_more_is_seen_again_by_a_lead_that_was_started_anew()
      throws InterruptedException {
    // Given
    var id = rollouts.start(false, WHOLE);
    seen.await();
    disk.full = true;
    mayLook.countDown();
    await().until(() -> logs.refused(id).isPresent());
    // When
    var anew = new EventLogs(disk, lead, NodeAgentConfigTest.config(Map.of()), Clock.systemUTC());
    assertThatThrownBy(() -> anew.get(id)).isInstanceOf(ProblemException.class);
    // Then
    assertThat(new UnfinishedRollout(new ClusterFile(new HostFiles(root)), disk, anew).look())
        .singleElement()
        .satisfies(
            found -> assertThat(found.code()).isEqualTo("rollout.waits"),
            found -> assertThat(found.cause()).contains("no space left on device"));
    disk.full = false;
    assertThat(anew.get(id).state()).isEqualTo(State.INTERRUPTED);
  }
}
