package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.ProvideImage;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.PullModel;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.store.ExportStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.FormerNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LabelNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LeaveNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.MountStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.SimulatedReplicas;
import com.wizardsofts.ollamaswarm.node.rollout.store.StoreFacts;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every step promises, tried on the real steps that other servers' agents carry out. */
class StepContractTest {
  private static final String ADDRESS = SimulatedServers.agent("s84");
  private static final MountSpec MOUNT = new MountSpec("198.51.100.80", "/store", "/mnt/store");
  private final SimulatedServers servers = new SimulatedServers();

  @BeforeEach
  void an_earlier_rollout_was_for_another_node() {
    servers.settings.putAll(
        Map.of(
            "export", "198.51.100.85",
            "mount s85", "198.51.100.80:/store",
            "label s85", "store-1",
            "label s84", "store-0"));
  }

  private interface Made {
    Step by(SimulatedServers servers);
  }

  static List<Made> steps() {
    return List.of(
        s -> {
          var export = new ExportSpec("/store", List.of("198.51.100.84"), List.of("ro"));
          return new ExportStore(
              "store.export", SimulatedServers.STORE, export, export, s.agents());
        },
        s ->
            new MountStore(
                "s84",
                ADDRESS,
                MOUNT,
                s.unmounting(),
                others(s),
                store(s),
                s.swarm("s84", "s85"),
                s.agents(),
                _ -> {}),
        s -> new LabelNode("s84", ADDRESS, others(s), store(s), s.swarm("s84", "s85"), s.agents()),
        s ->
            new LeaveNode(
                new FormerNode("s85", SimulatedServers.agent("s85"), Optional.of("/mnt/store")),
                s.unmounting(),
                others(s),
                s.swarm("s84", "s85"),
                s.agents()),
        s ->
            new PullModel(
                SimulatedServers.STORE,
                "mistral:7b",
                s.agents(),
                SimulatedServers.log(),
                new Await()),
        s ->
            new ProvideImage(
                "deploy.image.s84", "s84", ADDRESS, ADDRESS, "ollama/ollama", s.agents()));
  }

  private static OtherNodes others(SimulatedServers servers) {
    return new OtherNodes("ollama", Duration.ZERO, new SimulatedReplicas(servers));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void looking_changes_nothing(Made made) {
    // Given
    var step = made.by(servers);
    var before = Map.copyOf(servers.settings);
    // When
    var first = step.observe();
    var second = step.observe();
    // Then
    assertThat(servers.settings).isEqualTo(before);
    assertThat(second).isEqualTo(first).isInstanceOf(Observation.Differs.class);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void what_was_applied_is_seen_and_applied_again_changes_nothing(Made made) {
    // Given
    var step = made.by(servers);
    // When
    step.apply();
    var once = Map.copyOf(servers.settings);
    step.apply();
    // Then
    assertThat(step.observe()).isInstanceOf(Observation.AsPlanned.class);
    assertThat(servers.settings).isEqualTo(once);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void what_was_undone_is_as_before_but_for_what_the_step_says_remains(Made made) {
    // Given
    var step = made.by(servers);
    var before = Map.copyOf(servers.settings);
    var seen = ((Observation.Differs) step.observe()).before();
    step.apply();
    // When
    step.undo(seen);
    var once = Map.copyOf(servers.settings);
    step.undo(seen);
    // Then
    assertThat(servers.settings).isEqualTo(once);
    var left = new TreeMap<>(servers.settings);
    if (step.remains().isPresent()) {
      assertThat(left).hasSizeLessThanOrEqualTo(before.size() + 1);
      left.keySet().retainAll(before.keySet());
    }
    assertThat(left).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void undoing_what_was_never_applied_changes_nothing(Made made) {
    // Given: killed between the journal's entry and the change
    var step = made.by(servers);
    var before = Map.copyOf(servers.settings);
    // When
    step.undo(((Observation.Differs) step.observe()).before());
    // Then
    assertThat(servers.settings).isEqualTo(before);
  }

  private static StoreFacts store(SimulatedServers servers) {
    return new StoreFacts(SimulatedServers.STORE, servers.agents());
  }
}
