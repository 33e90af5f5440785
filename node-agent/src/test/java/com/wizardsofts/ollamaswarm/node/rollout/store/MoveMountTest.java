package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store has a new address: its nodes mount it from there, one after another. */
class MoveMountTest {
  private static final String OLD = "198.51.100.80:/store";
  private static final String NEW = "198.51.100.79:/store";
  private final SimulatedServers servers = new SimulatedServers();
  private final Swarm swarm = servers.swarm("s84", "s85");
  private SimulatedReplicas replicas = new SimulatedReplicas(servers);

  @BeforeEach
  void two_nodes_have_the_store_and_run_replicas() {
    for (var node : List.of("s84", "s85")) {
      servers.settings.put("mount " + node, OLD);
      servers.settings.put("label " + node, "store-1");
      servers.busy.add(node);
    }
  }

  @Test
  void one_node_at_a_time_is_without_label_and_each_has_both_in_the_end() {
    // Given
    var labelled = new ArrayList<Long>();
    servers.call = () -> labelled.add(count("label "));
    // When
    steps().forEach(Step::apply);
    // Then
    assertThat(labelled).contains(1L).doesNotContain(0L);
    assertThat(servers.settings)
        .containsEntry("mount s84", NEW)
        .containsEntry("mount s85", NEW)
        .containsEntry("label s84", "store-1")
        .containsEntry("label s85", "store-1");
    assertThat(steps()).allMatch(step -> step.observe() instanceof Observation.AsPlanned);
  }

  @Test
  void a_replica_can_answer_all_the_time_although_each_node_gives_up_its_own() {
    // Given
    replicas = new SimulatedReplicas(servers, "s84", "s85");
    // When
    steps().forEach(Step::apply);
    // Then: the first node's replica went to the other, which therefore had all of them
    assertThat(replicas.fewestAnswering).isPositive();
    assertThat(replicas.restarts).isEqualTo(1);
  }

  @Test
  void the_only_node_does_not_wait_for_another() {
    // Given
    servers.settings.keySet().removeIf(key -> key.endsWith("s85"));
    replicas = new SimulatedReplicas(servers, "s84");
    // When
    mount("s84").apply();
    label("s84").apply();
    // Then
    assertThat(replicas.restarts).isZero();
    assertThat(servers.settings).containsEntry("mount s84", NEW);
  }

  @Test
  void a_rollout_that_ends_after_a_mount_leaves_its_node_with_the_label() {
    // When
    mount("s84").apply();
    // Then
    assertThat(servers.settings)
        .containsEntry("mount s84", NEW)
        .containsEntry("label s84", "store-1");
    assertThat(label("s84").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void a_label_that_was_withdrawn_is_given_back_with_the_proof_and_withdrawn_again() {
    // Given
    servers.settings.remove("label s84");
    servers.settings.put("withdrawn s84", "store-1");
    var before = Map.copyOf(servers.settings);
    var step = mount("s84");
    var seen = ((Observation.Differs) step.observe()).before();
    // When
    step.apply();
    // Then
    assertThat(servers.settings)
        .containsEntry("label s84", "store-1")
        .doesNotContainKey("withdrawn s84");
    // And
    step.undo(seen);
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void a_node_whose_label_was_lost_on_the_way_has_it_with_the_proof() {
    // Given: a first try that took it, and could not give it back
    servers.settings.remove("label s84");
    // When
    mount("s84").apply();
    // Then
    assertThat(servers.settings).containsEntry("label s84", "store-1");
  }

  @Test
  void its_unit_is_seen_before_as_its_agent_tells_it() {
    // Given
    servers.unitChanges.put("s84", "-What=" + OLD + "\n+What=" + NEW);
    // Then
    assertThat(((Observation.Differs) mount("s84").observe()).wanted())
        .isEqualTo(servers.unitChanges.get("s84"));
    // And: an older agent does not
    assertThat(((Observation.Differs) mount("s85").observe()).wanted())
        .isEqualTo(NEW + ", read-only, at boot");
  }

  @Test
  void an_operators_own_mount_is_left_alone() {
    // Given
    servers.foreign.add("s84");
    var before = Map.copyOf(servers.settings);
    // Then
    assertThat(mount("s84").interruption()).isEmpty();
    assertThatThrownBy(mount("s84")::apply)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("mount.conflict"));
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void what_it_interrupts_is_said_and_nothing_where_it_is_mounted_already() {
    assertThat(mount("s84").interruption())
        .hasValueSatisfying(it -> assertThat(it).contains("s84"));
    mount("s84").apply();
    assertThat(mount("s84").interruption()).isEmpty();
  }

  @Test
  void undone_each_node_has_its_old_mount_and_its_label() {
    // Given
    var before = Map.copyOf(servers.settings);
    var done = applied();
    // When
    done.forEach(Runnable::run);
    done.forEach(Runnable::run);
    // Then
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void a_replica_can_answer_all_the_time_while_it_is_undone() {
    // Given: the node that moved last has lost all its replicas to the other
    replicas = new SimulatedReplicas(servers, "s84", "s85");
    var done = applied();
    // The rollout has seen them healthy.
    replicas.awaitRunning("ollama", 2, Duration.ZERO);
    // When
    done.forEach(Runnable::run);
    // Then
    assertThat(replicas.fewestAnswering).isPositive();
  }

  @Test
  void a_store_that_cannot_be_mounted_takes_neither_the_old_mount_nor_the_label() {
    // Given
    var before = Map.copyOf(servers.settings);
    servers.unmountable.add("198.51.100.79");
    // Then: and is not waited for, as each try would end the node's replicas
    assertThatThrownBy(mount("s84")::apply)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("mount.failed");
              assertThat(e.problem().detail()).contains("198.51.100.79 does not answer on 2049");
            });
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void an_old_mount_that_hides_files_is_given_back_too() {
    // Given
    var before = Map.copyOf(servers.settings);
    servers.covering.add("s84");
    servers.unmountable.add("198.51.100.79");
    // Then
    assertThatThrownBy(mount("s84")::apply).isInstanceOf(ProblemException.class);
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void a_mount_that_stays_in_use_is_not_given_up() {
    // Given: Swarm does not know the node, and something runs there
    var step = mount("s85", servers.swarm("s84"));
    // Then
    assertThatThrownBy(step::apply)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("mount.busy"));
    assertThat(servers.settings).containsEntry("mount s85", OLD);
  }

  @Test
  void a_node_whose_mount_stays_in_use_has_its_label_again() {
    // Given: replicas that outlive the label
    var before = Map.copyOf(servers.settings);
    servers.stuck.add("s84");
    // Then
    assertThatThrownBy(mount("s84")::apply)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("mount.busy"));
    assertThat(servers.settings).isEqualTo(before);
  }

  @Test
  void a_label_that_was_withdrawn_is_withdrawn_again_when_it_is_undone() {
    // Given: the lead gives it back with the proof
    servers.settings.remove("label s84");
    servers.settings.put("withdrawn s84", "store-1");
    var step = label("s84");
    var seen = ((Observation.Differs) step.observe()).before();
    step.apply();
    // When
    step.undo(seen);
    step.undo(seen);
    // Then
    assertThat(servers.settings)
        .containsEntry("withdrawn s84", "store-1")
        .doesNotContainKey("label s84");
  }

  @Test
  void a_mount_that_gives_up_while_the_server_is_away_is_not_as_planned() {
    // Given
    mount("s84").apply();
    assertThat(mount("s84").observe()).isInstanceOf(Observation.AsPlanned.class);
    servers.soft.add("s84");
    // Then
    assertThat(mount("s84").observe())
        .isInstanceOfSatisfying(
            Observation.Differs.class,
            seen -> assertThat(seen.current()).contains(NEW, "without hard"));
  }

  @Test
  void a_former_server_that_has_another_store_by_now_gets_no_replicas_back() {
    // Given
    var done = applied();
    servers.stores.put(OLD, "store-9");
    // Then: the node that moved last is the first to go back
    assertThatThrownBy(() -> done.forEach(Runnable::run))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("mount.failed");
              assertThat(e.problem().detail()).contains(OLD, "store-1");
              assertThat(e.problem().cause()).contains("store-9");
            });
    assertThat(servers.settings).doesNotContainKey("label s85");
    // And
    servers.stores.clear();
    done.forEach(Runnable::run);
    assertThat(servers.settings).containsEntry("label s85", "store-1");
  }

  @Test
  void a_former_store_that_is_slow_is_waited_for_before_replicas_go_back() {
    // Given
    var done = applied();
    servers.unreadable.add(OLD);
    // Then
    assertThatThrownBy(() -> done.forEach(Runnable::run))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("store.unreachable"));
    assertThat(servers.settings).doesNotContainKey("label s85");
    // And
    servers.unreadable.clear();
    done.forEach(Runnable::run);
    assertThat(servers.settings).containsEntry("label s85", "store-1");
  }

  @Test
  void a_unit_that_somebody_edited_is_shown_in_the_plan_and_costs_no_label() {
    // Given
    var done = applied();
    var before = Map.copyOf(servers.settings);
    servers.edited.put("s85", "+Options=nconnect=4");
    // Then
    assertThat(steps()).allMatch(step -> step.observe() instanceof Observation.AsPlanned);
    assertThatThrownBy(() -> done.forEach(Runnable::run))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("file.edited");
              assertThat(e.problem().detail()).contains("+Options=nconnect=4");
            });
    assertThat(servers.settings).isEqualTo(before);
    // When
    servers.settings.put("mount s85", OLD);
    // Then
    assertThat(mount("s85").observe())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> assertThat(blocked.problem().code()).isEqualTo("file.edited"));
  }

  @Test
  void a_label_is_put_back_without_the_nodes_agent() {
    // Given
    servers.settings.remove("label s84");
    var step = label("s84");
    var seen = ((Observation.Differs) step.observe()).before();
    step.apply();
    servers.away.add(SimulatedServers.agent("s84"));
    // When
    step.undo(seen);
    // Then
    assertThat(servers.settings).doesNotContainKey("label s84");
  }

  @Test
  void a_label_of_an_older_journal_is_put_back_with_the_nodes_agent() {
    // When
    label("s84").undo("store-7");
    // Then
    assertThat(servers.settings).containsEntry("label s84", "store-7");
    // When
    label("s84").undo("");
    // Then
    assertThat(servers.settings).doesNotContainKey("label s84");
  }

  @Test
  void a_journal_of_an_older_agent_holds_the_source_alone() {
    mount("s84").apply();
    mount("s84").undo(OLD);
    assertThat(servers.settings).containsEntry("mount s84", OLD);
  }

  private long count(String kind) {
    return servers.settings.keySet().stream().filter(key -> key.startsWith(kind)).count();
  }

  /** Applies all that differs; what undoes it, the newest first. */
  private List<Runnable> applied() {
    var undos = new ArrayList<Runnable>();
    for (var step : steps()) {
      if (step.observe() instanceof Observation.Differs(_, _, var before, _)) {
        step.apply();
        undos.addFirst(() -> step.undo(before));
      }
    }
    return undos;
  }

  private List<Step> steps() {
    return List.of(mount("s84"), label("s84"), mount("s85"), label("s85"));
  }

  private Step mount(String node) {
    return mount(node, swarm);
  }

  private Step mount(String node, Swarm in) {
    return new MountStore(
        node,
        SimulatedServers.agent(node),
        new MountSpec("198.51.100.79", "/store", "/mnt/store"),
        servers.unmounting(),
        others(),
        store(),
        in,
        servers.agents(),
        _ -> {});
  }

  private Step label(String node) {
    return new LabelNode(
        node, SimulatedServers.agent(node), others(), store(), swarm, servers.agents());
  }

  private OtherNodes others() {
    return new OtherNodes("ollama", Duration.ofMinutes(1), replicas);
  }

  private StoreFacts store() {
    return new StoreFacts(SimulatedServers.STORE, servers.agents());
  }
}
