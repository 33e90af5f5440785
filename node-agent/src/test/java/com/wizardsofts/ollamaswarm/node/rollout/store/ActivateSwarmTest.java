package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.SwarmState;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivateSwarmTest {

  @ParameterizedTest
  @CsvSource({"drain, active, false", "active, drain, true", "pause, active, true"})
  void only_the_leads_own_node_may_not_be_drained(String own, String other, boolean asPlanned) {
    var seen = step(node("84", own), node("85", other)).observe();
    assertThat(seen instanceof Observation.AsPlanned).as("%s", seen).isEqualTo(asPlanned);
  }

  @Test
  void a_drained_one_is_named_with_the_remedy() {
    var seen = (Observation.Blocked) step(node("84", "drain")).observe();
    assertThat(seen.problem().code()).isEqualTo("node.drained");
    assertThat(seen.problem().remedy()).contains("docker node update --availability active");
  }

  @Test
  void an_engine_with_nftables_is_refused_before_anything_is_changed() {
    var seen =
        new ActivateSwarm("198.51.100.84", new Known(true, List.of(node("84", "active"))))
            .observe();
    assertThat(((Observation.Blocked) seen).problem().remedy())
        .contains("\"firewall-backend\": \"iptables\"");
  }

  private static ActivateSwarm step(Node... nodes) {
    return new ActivateSwarm("198.51.100.84", new Known(false, List.of(nodes)));
  }

  private static Node node(String server, String availability) {
    return new Node(
        "id-" + server, "s" + server, server, "worker", availability, "ready", Map.of());
  }

  private static final class Known extends Swarm {
    private final boolean nftables;
    private final List<Node> nodes;

    @SuppressWarnings("NullAway")
    Known(boolean nftables, List<Node> nodes) {
      super(null);
      this.nftables = nftables;
      this.nodes = nodes;
    }

    @Override
    public SwarmState state() {
      return new SwarmState("active", true, "id-84", nftables, nodes);
    }
  }
}
