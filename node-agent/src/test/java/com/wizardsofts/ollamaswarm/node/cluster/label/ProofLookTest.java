package com.wizardsofts.ollamaswarm.node.cluster.label;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofLookTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent%s]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      """;
  private static final Node S84 = node("n84", "198.51.100.84");
  private static final Node S80 = node("n80", "198.51.100.80");

  @ParameterizedTest
  @CsvSource({
    "true,  store-1, true,  HOLDS",
    "false, store-1, true,  FAILS",
    "true,  store-2, true,  FAILS",
    "true,         , true,  FAILS",
    "true,  store-1, false, FAILS"
  })
  void every_part_of_the_proof_counts(
      boolean network, @Nullable String store, boolean writeRefused, Proof proof) {
    // Given
    var agents = new Agents(mount(network, store, writeRefused), "store-1");
    // Then
    assertThat(look(agents, "").at(List.of(S84))).containsEntry(S84, proof);
  }

  @Test
  void an_agent_that_does_not_answer_says_nothing_about_its_mount() {
    // Given
    var agents = new Agents(null, "store-1");
    // Then
    assertThat(look(agents, "").at(List.of(S84))).containsEntry(S84, Proof.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"store-1, HOLDS", "store-2, FAILS", "unusable, FAILS", ", UNKNOWN"})
  void on_the_stores_own_server_the_word_of_its_agent_is_the_proof(
      @Nullable String store, Proof proof) {
    // Given
    var agents = new Agents(mount(false, null, false), store);
    // Then
    assertThat(look(agents, ", node-agent").at(List.of(S80, S84)))
        .containsEntry(S80, proof)
        .containsEntry(S84, Proof.FAILS);
  }

  private static ProofLook look(AgentClients agents, String agentsOn80) {
    return new ProofLook(agents, ClusterFile.parse(CLUSTER.formatted(agentsOn80)));
  }

  private static MountState mount(boolean network, @Nullable String store, boolean writeRefused) {
    return new MountState(
        "/opt/ollama-models",
        "198.51.100.80:/opt/ollama-models",
        "nfs4",
        network,
        List.of("ro"),
        store,
        writeRefused,
        0,
        true,
        true,
        null,
        null,
        null);
  }

  private static Node node(String id, String address) {
    return new Node(
        id, id, address, "worker", "active", "ready", Map.of(Node.STORE_LABEL, "store-1"));
  }

  /** Agents that answer what a test wants; without an answer they are away. */
  private static final class Agents extends FakeAgents {
    private final @Nullable MountState mount;
    private final @Nullable String store;

    Agents(@Nullable MountState mount, @Nullable String store) {
      this.mount = mount;
      this.store = store;
    }

    @Override
    protected Object answer(String address, String method, Object[] given) {
      var told =
          switch (method) {
            case "store" -> address.equals("198.51.100.80:7480") ? store() : null;
            case "status" -> mount == null ? null : status(address);
            case "mount" -> isPatient(given) ? mount : null;
            default -> null;
          };
      if (told == null) {
        throw ProblemCode.AGENT_UNREACHABLE.exception(method);
      }
      return told;
    }

    /** Who takes replicas away is not to take a busy node for one without its store. */
    private static boolean isPatient(Object[] given) {
      return given[1].equals(true);
    }

    private @Nullable StoreState store() {
      if ("unusable".equals(store)) {
        throw ProblemCode.STORE_UNUSABLE.exception("its marker is gone");
      }
      return store == null ? null : new StoreState("/opt", store, "marker", 1, 2, null);
    }

    private static ServerStatus status(String address) {
      var id = address.equals("198.51.100.80:7484") ? "n80" : "n84";
      return new ServerStatus(
          "node-agent", "1", id, "26", "active", id, true, Instant.EPOCH, null, 0);
    }
  }
}
