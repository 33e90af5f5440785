package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a rollback moves the replicas of a node, told before it. */
class UndoInterruptionTest {
  private final SimulatedServers servers = new SimulatedServers();

  @ParameterizedTest
  @CsvSource({"198.51.100.79:/store, true", "198.51.100.80:/store, false", "'', false"})
  void a_mount_from_elsewhere_moves_them(String former, boolean told) {
    // Given
    if (!former.isEmpty()) {
      servers.settings.put("mount s84", former);
      servers.soft.add("s84");
    }
    var before = ((Observation.Differs) mount().observe()).before();
    // Then
    assertThat(mount().undoInterruption(before).filter(it -> it.contains("s84")).isPresent())
        .isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource({"-, true", "store-7, false", "withdrawn, true"})
  void a_label_that_goes_moves_them(String former, boolean told) {
    // Given
    if (former.equals("withdrawn")) {
      servers.settings.put("withdrawn s84", "store-1");
    } else if (!former.equals("-")) {
      servers.settings.put("label s84", former);
    }
    var before = ((Observation.Differs) label().observe()).before();
    // Then
    assertThat(label().undoInterruption(before).filter(it -> it.contains("s84")).isPresent())
        .isEqualTo(told);
  }

  @Test
  void what_an_older_journal_says_of_a_label_is_understood() {
    assertThat(label().undoInterruption("")).isPresent();
    assertThat(label().undoInterruption("store-7")).isEmpty();
  }

  private Step mount() {
    return new MountStore(
        "s84",
        SimulatedServers.agent("s84"),
        new MountSpec("198.51.100.80", "/store", "/mnt/store"),
        servers.unmounting(),
        others(),
        store(),
        servers.swarm("s84"),
        servers.agents(),
        _ -> {});
  }

  private Step label() {
    return new LabelNode(
        "s84",
        SimulatedServers.agent("s84"),
        others(),
        store(),
        servers.swarm("s84"),
        servers.agents());
  }

  private OtherNodes others() {
    return new OtherNodes("ollama", Duration.ZERO, new SimulatedReplicas(servers));
  }

  private StoreFacts store() {
    return new StoreFacts(SimulatedServers.STORE, servers.agents());
  }
}
