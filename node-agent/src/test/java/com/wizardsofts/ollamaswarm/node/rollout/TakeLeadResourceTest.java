package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.node.rollout.plan.StoreSteps;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeLeadResourceTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
        s85: {address: 198.51.100.85, agents: [node-agent]}
      """;

  @TempDir Path root;
  private final SimulatedServers servers = new SimulatedServers();

  @Test
  void nobody_follows_a_new_lead_while_an_agents_version_does_not_fit() {
    // Given
    var resource = resource();
    servers.settings.put("version s85", "1.6.0");
    // Then
    assertThatThrownBy(resource::take).hasMessageContaining("on s85 is 1.6.0");
    assertThat(servers.leads).isEmpty();
    // When
    servers.settings.put("version s85", "1.5.0");
    // Then
    assertThat(resource.take().name()).isEqualTo("s84");
    assertThat(servers.leads).hasSize(3);
  }

  @SuppressWarnings("NullAway")
  private TakeLeadResource resource() {
    var files = new HostFiles(root);
    files.write(ClusterFile.PATH, CLUSTER);
    var known = new KnownLead(files);
    var agents = servers.agents();
    var store = new StoreSteps(agents, known, null, null, null, null, null);
    var steps = new RolloutSteps(store, null, null, agents, "1.4.0");
    return new TakeLeadResource(new ClusterFile(files), steps, known);
  }
}
