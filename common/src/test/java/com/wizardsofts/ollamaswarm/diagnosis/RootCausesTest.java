package com.wizardsofts.ollamaswarm.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RootCausesTest {
  private static final Map<String, String> ADDRESSES =
      Map.of("s80", "10.0.0.80", "s84", "10.0.0.84", "s85", "10.0.0.85", "s86", "10.0.0.86");

  @Test
  void an_engine_that_is_down_explains_that_its_own_node_is_and_no_other_one() {
    var cause = FindingCode.DOCKER_DOWN.finding("refused").on("s85");
    assertThat(shown(cause, nodeDown("10.0.0.85"))).containsExactly("docker.down");
    assertThat(shown(cause, nodeDown("10.0.0.86"))).containsExactly("docker.down", "node.down");
  }

  @Test
  void an_agent_that_is_away_explains_what_is_known_of_its_server_and_no_other_one() {
    var cause = FindingCode.AGENT_AWAY.finding("refused").on("s80");
    assertThat(shown(cause, nodeDown("10.0.0.80"), storeAway("10.0.0.80")))
        .containsExactly("agent.away");
    assertThat(shown(cause, nodeDown("10.0.0.86"), storeAway("10.0.0.81")))
        .containsExactly("agent.away", "node.down", "store.away");
  }

  @Test
  void a_mount_that_is_missing_explains_replicas_that_fail_there_only() {
    var on85 = FindingCode.MOUNT_MISSING.finding("/m").on("s85");
    var on84 = FindingCode.MOUNT_MISSING.finding("/m").on("s84");
    assertThat(shown(on85, failing("s85"))).containsExactly("mount.missing");
    assertThat(shown(on85, failing("s84"))).contains("service.tasks-failing");
    assertThat(shown(on85, failing("s85", "s84"))).contains("service.tasks-failing");
    assertThat(shown(on85, on84, failing("s85", "s84"))).doesNotContain("service.tasks-failing");
  }

  @Test
  void what_is_about_no_server_in_particular_is_explained_from_anywhere() {
    var pending = FindingCode.SERVICE_TASKS_PENDING.finding("no suitable node").on("s84");
    var cause = FindingCode.MOUNT_MISSING.finding("/m").on("s85");
    assertThat(shown(cause, pending)).containsExactly("mount.missing");
  }

  @Test
  void what_is_wrong_with_the_store_explains_its_symptoms_on_every_server() {
    var cause = FindingCode.NFS_SERVER_DOWN.finding("inactive").on("s80");
    var withdrawn = FindingCode.NODE_WITHDRAWN.finding("s85").on("s84").about(List.of("s85"));
    assertThat(shown(cause, withdrawn, failing("s84", "s85"))).containsExactly("nfs.server-down");
  }

  @Test
  void a_symptom_is_explained_by_a_cause_that_is_a_symptom_itself() {
    var cause = FindingCode.AGENT_AWAY.finding("refused").on("s80");
    assertThat(shown(cause, storeAway("10.0.0.80"), failing("s84"))).containsExactly("agent.away");
  }

  @Test
  void a_label_that_leads_nowhere_is_shown_alone_though_the_service_differs_by_it() {
    var differs = FindingCode.SERVICE_DIFFERS.finding("Labels.traefik.swarm.network").on("s84");
    var label = FindingCode.GATEWAY_NETWORK_LABEL.finding("is other").on("s84");
    assertThat(shown(differs, label)).containsExactly("gateway.network-label");
    assertThat(shown(differs, failing("s84"))).contains("service.differs");
  }

  private static Finding nodeDown(String address) {
    return FindingCode.NODE_DOWN.finding("down").on("s84").about(List.of(address));
  }

  private static Finding storeAway(String store) {
    return FindingCode.STORE_AWAY.finding("no answer").on("s84").about(List.of(store));
  }

  private static Finding failing(String... nodes) {
    return FindingCode.SERVICE_TASKS_FAILING.finding("x").on("s84").about(List.of(nodes));
  }

  private static Stream<String> shown(Finding... findings) {
    return RootCauses.of(List.of(findings), ADDRESSES, _ -> true).stream().map(Finding::code);
  }
}
