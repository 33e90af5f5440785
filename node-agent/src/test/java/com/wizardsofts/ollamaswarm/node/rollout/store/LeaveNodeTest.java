package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaveNodeTest {
  private static final String AGENT = SimulatedServers.agent("s85");
  private final SimulatedServers servers = new SimulatedServers();
  private SimulatedReplicas replicas = new SimulatedReplicas(servers);
  private Optional<String> at = Optional.of("/opt/ollama-models");

  @BeforeEach
  void two_nodes_have_the_store() {
    servers.settings.putAll(
        Map.of(
            "mount s84", "198.51.100.80:/store",
            "label s84", "store-1",
            "mount s85", "198.51.100.80:/store",
            "label s85", "store-1"));
  }

  @Test
  void the_node_loses_its_label_before_its_mount_and_the_other_node_keeps_both() {
    // Given: replicas use the mount as long as the label places them there
    servers.busy.add("s85");
    // When
    step("s84", "s85").apply();
    // Then
    assertThat(servers.settings.keySet()).containsExactly("label s84", "mount s84");
    assertThat(step("s84", "s85").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void a_replica_answers_on_another_node_before_this_one_is_left() {
    // Given: both are on the node that goes
    replicas = new SimulatedReplicas(servers, "s85", "s85");
    // When
    step("s84", "s85").apply();
    // Then
    assertThat(replicas.fewestAnswering).isPositive();
  }

  @Test
  void a_mount_that_stays_in_use_is_not_taken_away() {
    // Given: Swarm does not know the node, and something runs there
    servers.busy.add("s85");
    // Then
    assertThatThrownBy(() -> step("s84").apply())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("mount.busy"));
    assertThat(servers.settings).containsKey("mount s85");
  }

  @Test
  void a_label_that_was_withdrawn_goes_too_and_comes_back_as_withdrawn() {
    // Given: else the lead would give it back when the mount is proved again
    servers.settings.remove("label s85");
    servers.settings.remove("mount s85");
    servers.settings.put("withdrawn s85", "store-1");
    var step = step("s84", "s85");
    var before = ((Observation.Differs) step.observe()).before();
    // When
    step.apply();
    // Then
    assertThat(servers.settings).doesNotContainKey("withdrawn s85");
    // When
    step.undo(before);
    // Then
    assertThat(servers.settings)
        .containsEntry("withdrawn s85", "store-1")
        .doesNotContainKey("label s85");
  }

  @Test
  void that_a_rollback_needs_the_nodes_agent_is_said_before() {
    // Given
    var step = step("s84", "s85");
    assertThat(step.remains())
        .hasValueSatisfying(text -> assertThat(text).contains("agent of s85"));
    var before = ((Observation.Differs) step.observe()).before();
    step.apply();
    // When: the agent is removed
    servers.away.add(AGENT);
    // Then
    assertThatThrownBy(() -> step.undo(before))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("agent.unreachable"));
  }

  @Test
  void a_server_that_is_away_is_named_with_what_to_do() {
    servers.away.add(AGENT);
    assertThat(step("s84", "s85").observe())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked ->
                assertThat(blocked.problem().remedy()).contains("docker node rm --force s85"));
  }

  @Test
  void a_server_that_is_gone_from_the_swarm_too_is_no_obstacle() {
    servers.away.add(AGENT);
    assertThat(step("s84").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void the_stores_own_server_loses_its_label_once_its_replicas_have_ended_and_keeps_its_disk() {
    // Given: the store's path is a file system of its own, which is no mount of ours
    at = Optional.empty();
    servers.foreign.add("s85");
    servers.settings.put("mount s85", "/dev/sdb1");
    replicas = new SimulatedReplicas(servers, "s84", "s85");
    // When
    step("s84", "s85").apply();
    // Then
    assertThat(servers.settings).doesNotContainKey("label s85").containsKey("mount s85");
    assertThat(replicas.tasks("ollama")).noneMatch(task -> "id-s85".equals(task.nodeId()));
    assertThat(step("s84", "s85").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void replicas_that_do_not_end_on_the_stores_own_server_are_named() {
    at = Optional.empty();
    replicas = new SimulatedReplicas(servers, "s84", "s85");
    replicas.staying = true;
    assertThatThrownBy(() -> step("s84", "s85").apply())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("mount.busy");
              assertThat(e.problem().evidence()).containsExactly("t");
            });
  }

  private LeaveNode step(String... swarm) {
    return new LeaveNode(
        new FormerNode("s85", AGENT, at),
        servers.unmounting(),
        new OtherNodes("ollama", Duration.ofMinutes(1), replicas),
        servers.swarm(swarm),
        servers.agents());
  }
}
