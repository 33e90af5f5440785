package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A rollout over an older one, with a gateway of our own: the service runs, its replica on the node
 * that goes, the gateway's file is of an older version, and no old container is there to go back
 * to.
 */
class ChangedRolloutTest extends SimulatedRollouts {
  private static final Map<String, String> BEFORE =
      Map.ofEntries(
          Map.entry("export", "127.0.0.85"),
          Map.entry("mount s85", "127.0.0.80:/store"),
          Map.entry("label s85", "store-1"),
          Map.entry("network", "ollama-network"),
          Map.entry("service", "an older one"),
          Map.entry("replicas", "1"),
          Map.entry("replica on", "s85"),
          Map.entry("gateway.yml", "older"),
          Map.entry("traefik.yml", "ours"),
          Map.entry("traefik", "ours"));

  @Test
  void killed_at_any_call_and_any_write_it_ends_as_an_undisturbed_one() {
    var calm = begun(BEFORE);
    live(calm);
    assertThat(Report.state(calm.journal().disk).problem()).isNull();
    assertThat(calm.state()).isEqualTo(State.DONE);
    assertThat(calm.servers().settings)
        .containsEntry("gateway.yml", "ours")
        .containsEntry("replica on", "s84")
        .doesNotContainKey("mount s85");
    atEach(
        calm.journal().points(),
        point -> {
          var world = begun(BEFORE);
          killedAt(point, world, "managed");
          live(world);
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.DONE);
          assertThat(world.servers().settings)
              .as("killed at %d", point)
              .isEqualTo(calm.servers().settings);
        });
  }

  @Test
  void its_rollback_killed_at_any_call_and_any_write_leaves_the_servers_as_before() {
    var calm = rolledOut();
    live(calm);
    atEach(
        calm.journal().points(),
        point -> {
          var world = rolledOut();
          killedAt(point, world, "managed");
          live(world);
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.ROLLED_BACK);
          assertThat(withoutWhatStays(world)).as("killed at %d", point).isEqualTo(BEFORE);
        });
  }

  @Test
  void a_rollback_to_a_single_container_killed_anywhere_ends_so_and_is_put_back_too() {
    var calm = rolledOutAndBackToSingle();
    live(calm);
    assertThat(calm.state()).isEqualTo(State.PARTLY_ROLLED_BACK);
    assertThat(calm.servers().settings).containsEntry("single", "yes").containsKey("mount s84");
    atEach(
        calm.journal().points(),
        point -> {
          var world = rolledOutAndBackToSingle();
          killedAt(point, world, "managed");
          live(world);
          assertThat(world.servers().settings)
              .as("killed at %d", point)
              .isEqualTo(calm.servers().settings);
          order(world, Kind.ROLLBACK, null);
          live(world);
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.ROLLED_BACK);
          assertThat(withoutWhatStays(world)).as("killed at %d", point).isEqualTo(BEFORE);
        });
  }

  private static Map<String, String> withoutWhatStays(World world) {
    var left = new HashMap<>(world.servers().settings);
    left.keySet().removeIf(key -> key.startsWith("model ") || key.startsWith("image "));
    return left;
  }

  private World rolledOut() {
    var world = begun(BEFORE);
    live(world);
    order(world, Kind.ROLLBACK, null);
    return world;
  }

  private World rolledOutAndBackToSingle() {
    var world = begun(BEFORE);
    live(world);
    order(world, Kind.ROLLBACK, RollbackOrder.of(new RollbackRequest("store", true)).text());
    return world;
  }

  private void live(World world) {
    live(world, new Fix(List.of()), "managed");
  }
}
