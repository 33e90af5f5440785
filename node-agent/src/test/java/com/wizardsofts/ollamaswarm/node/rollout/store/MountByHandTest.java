package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody has mounted the store already, by hand, as it is wanted. */
class MountByHandTest {
  private static final String SOURCE = "198.51.100.80:/store";
  private final SimulatedServers servers = new SimulatedServers();
  private final List<String> told = new ArrayList<>();
  private final List<String> unmounted = new ArrayList<>();
  private final MountStore step =
      new MountStore(
          "s84",
          SimulatedServers.agent("s84"),
          new MountSpec("198.51.100.80", "/store", "/mnt/store"),
          servers.unmounting(),
          new OtherNodes("ollama", Duration.ZERO, new SimulatedReplicas(servers)),
          new StoreFacts(SimulatedServers.STORE, servers.agents()),
          servers.swarm("s84"),
          servers.agents(),
          told::add);

  @BeforeEach
  void somebody_has_mounted_it() {
    servers.settings.put("mount s84", SOURCE);
    servers.foreign.add("s84");
    servers.call =
        () -> {
          if (!SOURCE.equals(servers.settings.get("mount s84"))) {
            unmounted.add("s84");
          }
        };
  }

  @Test
  void it_is_taken_and_loses_our_unit_again_but_stays_mounted() {
    // Given
    var before = Map.copyOf(servers.settings);
    var seen = seen();
    step.apply();
    assertThat(servers.foreign).isEmpty();
    // When
    step.undo(seen);
    step.undo(seen);
    // Then
    assertThat(servers.foreign).containsExactly("s84");
    assertThat(servers.settings).isEqualTo(before);
    assertThat(unmounted).isEmpty();
    assertThat(told)
        .containsExactly(
            SOURCE
                + ", which was mounted at /mnt/store by hand, stays mounted; our unit for it is"
                + " taken away");
  }

  @Test
  void of_an_older_journal_it_keeps_our_unit() {
    // Given
    var seen = seen();
    step.apply();
    // When
    step.undo(seen.replace(",\"byHand\":true", ""));
    // Then
    assertThat(servers.foreign).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void one_that_was_refused_is_no_obstacle_to_a_rollback() {
    // Given: such as one of /etc/fstab
    servers.refusing.add("s84");
    var before = Map.copyOf(servers.settings);
    var seen = seen();
    assertThatThrownBy(step::apply).isInstanceOf(ProblemException.class);
    // When
    step.undo(seen);
    // Then
    assertThat(servers.settings).isEqualTo(before);
    assertThat(servers.foreign).containsExactly("s84");
    assertThat(unmounted).isEmpty();
  }

  private String seen() {
    return ((Observation.Differs) step.observe()).before();
  }
}
