package com.wizardsofts.ollamaswarm.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDiagnosisTest {
  private static final String OTHER = "10.0.0.85:7484";
  private static final String STORE = "10.0.0.80:7480";

  @TempDir Path folder;
  private final SimulatedAgents agents = new SimulatedAgents();
  private List<Finding> own = List.of();

  @BeforeEach
  void all_is_well() {
    agents.answers.put("diagnosis", List.of());
  }

  @Test
  void a_healthy_system_has_no_findings() {
    assertThat(lead().findings()).isEmpty();
  }

  @Test
  void what_every_server_found_is_gathered() {
    own = List.of(FindingCode.MOUNT_NOT_AT_BOOT.finding("here").on("s84"));
    agents.answers.put(
        STORE + " diagnosis", List.of(FindingCode.EXPORT_INSECURE.finding("rw").on("s80")));
    assertThat(lead().findings())
        .extracting(Finding::server)
        .containsExactlyInAnyOrder("s80", "s84");
  }

  @Test
  void of_a_cause_on_one_server_and_its_symptom_on_another_only_the_cause_is_shown() {
    own = List.of(FindingCode.SERVICE_TASKS_FAILING.finding("no mount").on("s84"));
    agents.answers.put(
        OTHER + " diagnosis", List.of(FindingCode.MOUNT_MISSING.finding("/m").on("s85")));
    assertThat(lead().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.server()).isEqualTo("s85"));
  }

  @Test
  void the_stores_server_that_is_off_is_one_finding_and_so_is_a_node() {
    own =
        List.of(
            FindingCode.STORE_AWAY.finding("no answer").on("host84"),
            FindingCode.NODE_DOWN.finding("host85").on("host84").about(List.of("10.0.0.85")));
    agents.away.add(STORE);
    agents.away.add(OTHER);
    assertThat(codes()).containsExactly("agent.away", "agent.away");
    // And: an agent that is away is not why another server is
    agents.away.remove(STORE);
    assertThat(codes()).containsExactly("store.away", "agent.away");
    agents.away.add(STORE);
    agents.away.remove(OTHER);
    assertThat(codes()).containsExactly("agent.away", "node.down");
  }

  @Test
  void an_engine_that_is_down_hides_no_other_servers_node() {
    own = List.of(FindingCode.NODE_DOWN.finding("x").on("host84").about(List.of("10.0.0.86")));
    agents.answers.put(
        OTHER + " diagnosis", List.of(FindingCode.DOCKER_DOWN.finding("x").on("host85")));
    assertThat(codes()).containsExactly("node.down", "docker.down");
    // When: it is that server's node
    own = List.of(FindingCode.NODE_DOWN.finding("x").on("host84").about(List.of("10.0.0.85")));
    assertThat(codes()).containsExactly("docker.down");
  }

  private List<String> codes() {
    return lead().findings().stream().map(Finding::code).toList();
  }

  @Test
  void what_two_managers_see_alike_is_one_finding() {
    var paused = FindingCode.SERVICE_UPDATE_FAILED.finding("ollama: paused");
    var unmounted = FindingCode.MOUNT_MISSING.finding("/m");
    var leaderless = FindingCode.SWARM_NO_LEADER.finding("The swarm does not have a leader");
    var drained = FindingCode.NODE_UNAVAILABLE.finding("the availability of s86 is drain");
    var ofSwarm = List.of(paused, leaderless, drained);
    own = Stream.concat(ofSwarm.stream(), Stream.of(unmounted)).map(f -> f.on("s84")).toList();
    agents.answers.put(
        OTHER + " diagnosis",
        Stream.concat(ofSwarm.stream(), Stream.of(unmounted)).map(f -> f.on("s85")).toList());
    assertThat(lead().findings())
        .containsExactly(
            paused.on("s84"),
            leaderless.on("s84"),
            drained.on("s84"),
            unmounted.on("s84"),
            unmounted.on("s85"));
  }

  @Test
  void an_agent_that_hangs_or_is_away_is_a_finding_that_names_its_server_and_unit() {
    agents.hanging.add(OTHER);
    agents.away.add(STORE);
    assertThat(lead().findings())
        .extracting(Finding::code, Finding::server)
        .containsExactly(tuple("agent.away", "s80"), tuple("agent.away", "s85"));
    assertThat(lead().findings().getFirst().remedy()).contains("systemctl status nfs-agent");
  }

  @Test
  void a_cluster_file_that_is_wrong_is_a_finding_beside_the_lead_s_own() {
    own = List.of(FindingCode.DOCKER_DOWN.finding("away").on("s84"));
    assertThat(lead("lead: nobody\n").findings())
        .extracting(Finding::code)
        .containsExactly("docker.down", "cluster.file");
  }

  @Test
  void another_agent_than_the_lead_tells_what_it_found_itself() {
    own = List.of(FindingCode.DOCKER_DOWN.finding("away").on("s85"));
    assertThat(diagnosis().findings()).isEqualTo(own);
    assertThat(agents.asked.get()).isZero();
  }

  @Test
  void the_lead_too_can_be_asked_for_its_own_findings() {
    own = List.of(FindingCode.DOCKER_DOWN.finding("away").on("s84"));
    assertThat(lead().own()).isEqualTo(own);
    assertThat(agents.asked.get()).isZero();
  }

  private ClusterDiagnosis lead() {
    return lead(
        """
        lead: s84
        servers:
          s80: {address: 10.0.0.80, agents: [nfs-agent]}
          s84: {address: 10.0.0.84, agents: [node-agent]}
          s85: {address: 10.0.0.85, agents: [node-agent]}
        """);
  }

  private ClusterDiagnosis lead(String clusterFile) {
    new HostFiles(folder).write(ClusterFile.PATH, clusterFile);
    return diagnosis();
  }

  private ClusterDiagnosis diagnosis() {
    var file = new ClusterFile(new HostFiles(folder));
    return new ClusterDiagnosis(file, agents, () -> own, Clock.systemUTC(), Duration.ofMillis(500));
  }
}
