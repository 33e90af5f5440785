package com.wizardsofts.ollamaswarm.node.modeluse;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelUseReportTest {
  private static final String TASK =
      """
      {"ID":"%1$s","NodeID":"%2$s","DesiredState":"running",
       "Status":{"State":"%3$s","Timestamp":"2026-11-23T10:00:00Z"}}
      """;
  private static final String NODE =
      """
      {"ID":"%1$s","Description":{"Hostname":"%1$s-host"},"Status":{"State":"ready","Addr":"%2$s"}}
      """;

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine();
  private final Agents agents = new Agents();

  @BeforeEach
  void a_lead_with_two_nodes() {
    new HostFiles(root)
        .write(
            ClusterFile.PATH,
            """
            lead: s84
            servers:
              s80: {address: 198.51.100.80, agents: [nfs-agent]}
              s84: {address: 198.51.100.84, agents: [node-agent]}
            models: ["mistral:7b", tinyllama]
            """);
    docker
        .on(
            "GET /info",
            "{\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":true,\"NodeID\":\"n1\"}}")
        .on("GET /services", "[{\"ID\":\"service-id\",\"Spec\":{\"Name\":\"ollama\"}}]")
        .on("GET /services/ollama", "{\"ID\":\"service-id\",\"Spec\":{\"Name\":\"ollama\"}}")
        .on(
            "GET /nodes",
            "[%s,%s]"
                .formatted(
                    NODE.formatted("n1", "198.51.100.84"), NODE.formatted("n2", "198.51.100.85")));
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void the_lead_tells_what_is_wanted_and_what_the_replicas_have_loaded() {
    // Given
    tasks(TASK.formatted("t1", "n1", "running"), TASK.formatted("t2", "n2", "starting"));
    agents.loaded.put("198.51.100.84:7484", List.of("mistral:7b"));
    agents.loaded.put("198.51.100.85:7484", List.of());

    // When
    report();

    // Then
    assertThat(agents.told)
        .containsExactly(
            new ModelUse(
                List.of("mistral:7b", "tinyllama:latest"),
                Map.of("n1-host", List.of("mistral:7b"), "n2-host", List.of())));
  }

  @Test
  void nothing_is_told_while_one_replica_cannot_be_asked() {
    // Given
    tasks(TASK.formatted("t1", "n1", "running"), TASK.formatted("t2", "n2", "running"));
    agents.loaded.put("198.51.100.84:7484", List.of());

    // When
    report();

    // Then
    assertThat(agents.told).isEmpty();
  }

  @Test
  void a_node_without_replicas_is_not_asked() {
    // Given
    tasks(TASK.formatted("t1", "n1", "running"), TASK.formatted("t2", "n2", "shutdown"));
    agents.loaded.put("198.51.100.84:7484", List.of());

    // When
    report();

    // Then
    assertThat(agents.told)
        .extracting(ModelUse::loaded)
        .containsExactly(Map.of("n1-host", List.of()));
  }

  @Test
  void a_node_agent_that_is_not_the_lead_tells_nothing() {
    // Given
    tasks();
    new HostFiles(root).delete(ClusterFile.PATH);

    // When
    report();

    // Then
    assertThat(agents.told).isEmpty();
  }

  private void tasks(String... tasks) {
    docker.on("GET /tasks", "[" + String.join(",", tasks) + "]");
  }

  private void report() {
    var files = new HostFiles(root);
    var engine = docker.engine();
    new ModelUseReport(
            new ClusterFile(files),
            new Swarm(engine),
            new OllamaService(engine, new OverlayNetwork(engine), new Await()),
            agents)
        .report();
  }

  /** Other servers' agents: they are met by the tests on the lab. */
  private static final class Agents extends FakeAgents {
    private final Map<String, List<String>> loaded = new HashMap<>();
    private final List<ModelUse> told = new ArrayList<>();

    @Override
    protected Object answer(String address, String method, Object[] given) {
      if (address.equals("198.51.100.80:7480")) {
        return told.add((ModelUse) given[0]);
      }
      return Optional.ofNullable(loaded.get(address))
          .orElseThrow(() -> ProblemCode.AGENT_UNREACHABLE.exception(address));
    }
  }
}
