package com.wizardsofts.ollamaswarm.node.rollout.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.node.rollout.store.SimulatedReplicas;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated node's mount is the one at the former place. */
class LeaveMountPointTest {
  private final SimulatedServers servers = new SimulatedServers();

  @BeforeEach
  void a_node_that_has_the_store_at_its_former_place() {
    servers.settings.put("mount s84", "198.51.100.80:/store");
    servers.settings.put("label s84", "store-1");
  }

  @Test
  void the_mount_goes_the_label_stays_and_undone_the_mount_is_there_again() {
    // Given
    var before = Map.copyOf(servers.settings);
    servers.covering.add("s84");
    var seen = ((Observation.Differs) step().observe()).before();
    // When
    step().apply();
    // Then
    assertThat(servers.settings).isEqualTo(Map.of("label s84", "store-1"));
    assertThat(step().observe()).isInstanceOf(Observation.AsPlanned.class);
    // And
    step().undo(seen);
    step().undo(seen);
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void it_stays_while_a_container_uses_it() {
    // Given
    servers.stuck.add("s84");
    var before = Map.copyOf(servers.settings);
    // Then
    assertThatThrownBy(() -> step().apply())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("mount.busy"));
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void a_mount_that_somebody_else_made_is_left_alone() {
    servers.foreign.add("s84");
    assertThat(step().observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  private LeaveMountPoint step() {
    var replicas = new SimulatedReplicas(servers);
    var tied =
        new TiedNode(
            SimulatedServers.agent("s84"),
            Optional.of("/mnt/store"),
            servers.unmounting(),
            new OtherNodes("ollama", Duration.ZERO, replicas),
            servers.swarm("s84"),
            servers.agents());
    return new LeaveMountPoint("s84", "/mnt/store", tied);
  }
}
