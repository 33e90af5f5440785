package com.wizardsofts.ollamaswarm.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NodeState;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.SwarmState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementCheckTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final String STORE = "10.0.0.80:7480";
  private static final String FILE =
      """
      lead: s84
      servers:
        s80: {address: 10.0.0.80, agents: [nfs-agent]}
        s84: {address: 10.0.0.84, agents: [node-agent]}
      """;

  @TempDir Path folder;
  private final SimulatedAgents agents = new SimulatedAgents();
  private Map<String, String> labels = Map.of(Node.STORE_LABEL, "i");

  @BeforeEach
  void all_is_well() {
    agents.answers.put("status", status(NOON));
    agents.answers.put(
        "node",
        new NodeState(
            status(NOON),
            new MountState(
                "/m", "s:/m", "nfs4", true, List.of(), "i", true, 1, true, true, null, null,
                null)));
    agents.answers.put("store", new StoreState("/m", "i", "k", 1, 2, null));
    agents.answers.put("models", List.of(model("mistral:7b")));
  }

  @Test
  void servers_that_agree_are_no_finding() {
    assertThat(found(FILE)).isEmpty();
  }

  @Test
  void a_wanted_model_that_the_store_has_not_is_named_with_the_command_that_pulls_it() {
    agents.answers.put("models", List.of(model("tinyllama:latest")));
    var found = found(FILE);
    assertThat(found).extracting(Finding::code).containsExactly("model.missing");
    assertThat(found.getFirst().remedy()).isEqualTo("ollama-swarm models pull mistral:7b");
  }

  @Test
  void a_clock_that_is_far_from_the_lead_s_is_named_with_its_server() {
    agents.answers.put(STORE + " status", status(NOON.minusSeconds(45)));
    var found = found(FILE);
    assertThat(found).extracting(Finding::code).containsExactly("clock.skew");
    assertThat(found.getFirst().cause()).isEqualTo("the clock of s80 is -45 s from the lead's");
  }

  @Test
  void a_node_that_has_the_store_without_its_label_is_named() {
    labels = Map.of();
    var found = found(FILE);
    assertThat(found).extracting(Finding::code).containsExactly("node.unlabelled");
    assertThat(found.getFirst().cause()).startsWith("s84 ");
  }

  @Test
  void the_stores_own_server_without_a_label_is_named_when_others_have_theirs() {
    // Given
    agents.answers.put("10.0.0.80:7484 node", new NodeState(status(NOON, "n80"), null));
    var file = FILE.replace("[nfs-agent]", "[nfs-agent, node-agent]");
    // Then
    assertThat(found(file))
        .extracting(Finding::cause)
        .containsExactly("s80 has the store on its own disk");
    assertThat(agents.hasBeenAsked("10.0.0.80:7484 node null")).isTrue();
    // When: nothing was rolled out yet
    labels = Map.of();
    agents.answers.put("node", new NodeState(status(NOON), null));
    // Then
    assertThat(found(file)).isEmpty();
  }

  @Test
  void a_node_without_its_store_or_whose_label_is_withdrawn_is_no_business_of_this_look() {
    labels = Map.of(Node.WITHDRAWN_LABEL, "i");
    assertThat(found(FILE)).isEmpty();
    labels = Map.of();
    agents.answers.put(
        "node",
        new NodeState(
            status(NOON),
            new MountState(
                "/m", "s:/m", "nfs4", true, List.of(), null, false, 1, true, true, null, null,
                "x")));
    assertThat(found(FILE)).isEmpty();
  }

  @Test
  void a_node_that_has_another_store_mounted_is_named_with_both_ids() {
    agents.answers.put("store", new StoreState("/m", "another", "k", 1, 2, null));
    var found = found(FILE);
    assertThat(found).extracting(Finding::code).containsExactly("mount.other-store");
    assertThat(found.getFirst().cause()).isEqualTo("s84: /m from s:/m is the store i, not another");
    // And: what cannot be read is no other store
    agents.away.add(STORE);
    assertThat(found(FILE)).isEmpty();
  }

  @Test
  void an_agent_that_is_away_or_hangs_is_left_to_the_diagnosis() {
    agents.away.add(STORE);
    agents.hanging.add("10.0.0.84:7484");
    assertThat(found(FILE)).isEmpty();
  }

  @Test
  void another_server_than_the_lead_and_a_wrong_file_have_nothing_to_compare() {
    assertThat(check().look()).isEmpty();
    assertThat(found("lead: nobody\n")).isEmpty();
    assertThat(agents.asked.get()).isZero();
  }

  private List<Finding> found(String clusterFile) {
    new HostFiles(folder).write(ClusterFile.PATH, clusterFile);
    return check().look();
  }

  private AgreementCheck check() {
    var file = new ClusterFile(new HostFiles(folder));
    var service = new ServiceState("ollama", "i", 1, 1, 0, 0, 0, Map.of(), null, List.of());
    var status =
        new ClusterStatus(
            file::read,
            agents,
            _ -> service,
            _ -> 1,
            Clock.fixed(NOON, ZoneOffset.UTC),
            Duration.ofMillis(700));
    return new AgreementCheck(file, status, swarm());
  }

  @SuppressWarnings("NullAway")
  private Swarm swarm() {
    return new Swarm(null) {
      @Override
      public SwarmState state() {
        var node = new Node("n", "s84", "10.0.0.84", "manager", "active", "ready", labels);
        var ofStore = new Node("n80", "s80", "10.0.0.80", "worker", "active", "ready", Map.of());
        return new SwarmState("active", true, "n", false, List.of(node, ofStore));
      }
    };
  }

  private static ServerStatus status(Instant clock) {
    return status(clock, "n");
  }

  private static ServerStatus status(Instant clock, String node) {
    return new ServerStatus("x", "1", "h", "28", "active", node, true, clock, null, 0);
  }

  private static Model model(String name) {
    return new Model(name, "d", 1, null, null, NOON, true, null, null);
  }
}
