package com.wizardsofts.ollamaswarm.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.problem.GeneratedPage;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFileTest {
  private static final String SERVERS =
      """
      lead: s84
      servers:
        s80: {address: 10.0.0.80, agents: [nfs-agent]}
        s84: {address: 10.0.0.84, agents: [node-agent]}
      """;

  @Test
  void what_is_left_out_has_the_documented_default() {
    // When
    var spec = ClusterFile.parse(SERVERS);
    // Then
    assertThat(spec.store())
        .isEqualTo(
            new ClusterSpec.Store(
                "/opt/ollama-models",
                "/opt/ollama-models",
                java.util.List.of(),
                java.util.List.of(
                    "ro",
                    "sync",
                    "wdelay",
                    "hide",
                    "no_subtree_check",
                    "sec=sys",
                    "secure",
                    "root_squash",
                    "no_all_squash"),
                ""));
    assertThat(spec.models()).containsExactly("mistral:7b");
    assertThat(spec.service())
        .isEqualTo(
            new ClusterSpec.Service(
                "ollama",
                "ollama/ollama:latest",
                "ollama-network",
                new ClusterSpec.Replicas(1, 4, 2),
                "16G",
                "",
                0,
                java.util.Map.of(),
                1,
                "-1",
                4096,
                600,
                600));
    assertThat(spec.service().memoryBytes()).isEqualTo(16L << 30);
    assertThat(spec.service().reservedBytes()).isEqualTo(16L << 30);
    assertThat(spec.gateway())
        .isEqualTo(
            new ClusterSpec.Gateway(
                "adopt",
                "traefik",
                Path.of("/opt/wizardsofts-megabuild/traefik/traefik.yml"),
                "traefik:v3.7.15",
                11434,
                1000,
                false));
    assertThat(spec.proof()).isEqualTo(new ClusterSpec.Proof(200, 15, 300, 120));
    assertThat(spec.phases()).containsExactly("store", "deploy", "prove", "settle");
  }

  @Test
  void a_key_inside_a_section_leaves_the_others_of_the_section_alone() {
    // When
    var spec = ClusterFile.parse(SERVERS + "service: {memory: 512M, replicas: {last: 3}}\n");
    // Then
    assertThat(spec.service().memoryBytes()).isEqualTo(512L << 20);
    assertThat(spec.service().replicas()).isEqualTo(new ClusterSpec.Replicas(1, 4, 3));
    assertThat(spec.service().name()).isEqualTo("ollama");
  }

  @ParameterizedTest
  @CsvSource({"512M, 512", "768m, 768", "'', 1024"})
  void a_replica_may_reserve_less_than_its_limit(String reservation, long mebibytes) {
    // When
    var service = "service: {memory: 1G, reservation: '%s'}\n".formatted(reservation);
    var spec = ClusterFile.parse(SERVERS + service);
    // Then
    assertThat(spec.service().reservedBytes()).isEqualTo(mebibytes << 20);
    assertThat(spec.service().memoryBytes()).isEqualTo(1L << 30);
  }

  @Test
  void a_reservation_of_more_than_the_limit_is_refused() {
    assertThat(problemOf(SERVERS + "service: {memory: 1G, reservation: 1025M}\n").detail())
        .contains("service.reservation: 1025M is more than service.memory, 1G");
  }

  @Test
  void labels_have_keys_of_the_operators_own() {
    // When
    var spec =
        ClusterFile.parse(SERVERS + "service: {labels: {team: search, 'example.com/v': '1.10'}}\n");
    // Then
    assertThat(spec.service().labels())
        .isEqualTo(java.util.Map.of("team", "search", "example.com/v", "1.10"));
  }

  @Test
  void a_label_that_yaml_would_make_a_number_of_is_to_be_quoted() {
    assertThat(problemOf(SERVERS + "service: {labels: {version: 1.10}}\n").detail())
        .contains("service.labels.version has to be text: put it in quotes");
  }

  @Test
  void a_desired_state_without_newer_keys_is_written_as_before_there_were_any() throws Exception {
    var json =
        new ObjectMapper()
            .readTree(new ObjectMapper().writeValueAsString(ClusterFile.parse(SERVERS)));
    assertThat(json.path("service").properties())
        .extracting(java.util.Map.Entry::getKey)
        .contains("cpus")
        .doesNotContain("labels", "reservation");
  }

  @Test
  void one_key_exports_the_store_by_the_guides_own_line() {
    // When
    var spec = ClusterFile.parse(SERVERS + "store: {guideExport: 10.0.0.0/24}\n");

    // Then
    assertThat(spec.exportClients()).containsExactly("10.0.0.0/24");
    assertThat(String.join(",", spec.store().options()))
        .isEqualTo(
            "rw,sync,wdelay,hide,no_subtree_check,sec=sys,secure,no_root_squash,no_all_squash");
  }

  @Test
  void a_model_has_one_name_however_it_is_spelled() {
    var models =
        "models: [mistral, 'library/mistral', 'registry.ollama.ai/library/mistral:latest',"
            + " 'registry.ollama.ai/me/x:1']\n";
    assertThat(ClusterFile.parse(SERVERS + models).models())
        .containsExactly("mistral:latest", "me/x:1");
  }

  @Test
  void a_model_without_a_tag_is_the_latest_one() {
    assertThat(ClusterFile.parse(SERVERS + "models: [tinyllama, 'me/x:1b']\n").models())
        .containsExactly("tinyllama:latest", "me/x:1b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "modles: [x]|modles|models",
        "service: {memroy: 1G}|service.memroy|service.memory",
        "service: {reservaton: 1G}|service.reservaton|service.reservation",
        "service: {label: {team: search}}|service.label|service.labels",
        "service: {replicas: {lst: 2}}|service.replicas.lst|service.replicas.last",
        "gateway: {contaner: x}|gateway.contaner|gateway.container"
      })
  void an_unknown_key_is_refused_with_the_one_that_was_meant(
      String line, String key, String meant) {
    var problem = problemOf(SERVERS + line + "\n");
    assertThat(problem.code()).isEqualTo("unknown-key");
    assertThat(problem.detail()).contains(key);
    assertThat(problem.remedy()).contains("Did you mean " + meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00::84", "10.0.0.84:7484", "10.0.0.384", "s84.lan"})
  void a_node_has_an_IPv4_address(String address) {
    var problem = problemOf(SERVERS.replace("10.0.0.84", "'" + address + "'"));
    assertThat(problem.code()).isEqualTo("bad-input");
    assertThat(problem.detail()).contains("servers.s84.address", address);
  }

  @Test
  void the_stores_server_may_have_a_name() {
    assertThat(ClusterFile.parse(SERVERS.replace("10.0.0.80", "s80.lan")).storeAddress())
        .isEqualTo("s80.lan");
  }

  @Test
  void a_gateway_of_our_own_has_a_container_and_a_file_that_no_operator_has() {
    // When
    var spec = ClusterFile.parse(SERVERS + "gateway: {mode: managed, container: proxy}\n");
    // Then
    assertThat(spec.gatewaySpec().isManaged()).isTrue();
    assertThat(spec.gatewaySpec().ownImage()).contains("traefik:v3.7.15");
    assertThat(spec.gatewaySpec().container()).isEqualTo("ollama-swarm-gateway");
    assertThat(spec.gatewaySpec().staticFile()).isEqualTo(GatewaySpec.OWN_STATIC_FILE);
  }

  @Test
  void an_unknown_key_of_a_server_is_refused_whatever_the_server_is_called() {
    var problem = problemOf(SERVERS + "  s85: {adress: 10.0.0.85, agents: [node-agent]}\n");
    assertThat(problem.detail()).contains("servers.s85.adress");
    assertThat(problem.remedy()).contains("servers.s85.address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service: {name: '--privileged'}",
        "service: {name: 'a b'}",
        "service: {memory: lots}",
        "service: {memory: -1G}",
        "service: {reservation: half}",
        "service: {reservation: 0G}",
        "service: {cpus: -1}",
        "service: {cpus: 4097}",
        "service: {labels: {traefik.enable: 'false'}}",
        "service: {labels: {Team: search}}",
        "service: {labels: {team: [search]}}",
        "service: {image: '$(reboot)'}",
        "service: {network: '../x'}",
        "service: {replicas: {proved: 1}}",
        "store: {path: 'relative'}",
        "store: {path: '/opt/../etc'}",
        "store: {mountPoint: \"/opt/x\\n\"}",
        "store: {guideExport: '*'}",
        "store: {guideExport: true}",
        "gateway: {port: 0}",
        "gateway: {mostRequests: 0}",
        "gateway: {port: many}",
        "gateway: {mode: magic}",
        "gateway: {image: 'a b'}",
        "proof: {smallestShare: 26}",
        "models: []",
        "models:",
        "models: [~]",
        "models: ['../../etc/passwd']",
        "models: ['a b']",
        "gateway: {mode: ~}",
        "store:",
        "phases: [store]\nphases: [deploy]",
        "phases: [store, party]",
        "service: 7",
        "models: {a: b}"
      })
  void a_value_outside_its_grammar_is_refused_before_it_touches_a_server(String line) {
    assertThat(problemOf(SERVERS + line + "\n").code()).isEqualTo("bad-input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- a list",
        "lead: s84",
        "lead: s84\nservers: {s84: {address: 10.0.0.84, agents: [node-agent]}}",
        "lead: s80\n"
            + "servers: {s80: {address: 10.0.0.80, agents: [nfs-agent]}, s84: {address: 10.0.0.84,"
            + " agents: [node-agent]}}",
        "lead: s84\n"
            + "servers: {s80: {address: 10.0.0.80, agents: [spy]}, s84: {address: 10.0.0.84,"
            + " agents: [node-agent]}}",
        "lead: s84\n"
            + "servers: {s80: {address: '10.0.0.80/x', agents: [nfs-agent]}, s84: {address:"
            + " 10.0.0.84, agents: [node-agent]}}",
        "lead: [",
      })
  void a_file_without_usable_servers_is_refused(String text) {
    assertThat(problemOf(text).detail()).contains("/etc/ollama-swarm/cluster.yaml");
  }

  @Test
  void the_stores_server_may_be_a_node_that_mounts_nothing() {
    // Given
    var both = SERVERS.replace("[nfs-agent]", "[nfs-agent, node-agent]");
    // When
    var spec = ClusterFile.parse(both);
    // Then
    assertThat(spec.nodeAgents()).containsOnlyKeys("s80", "s84");
    assertThat(spec.mountingAgents()).containsOnlyKeys("s84");
    assertThat(problemOf(both + "store: {mountPoint: /mnt/models}\n").detail())
        .contains("store.mountPoint", "/opt/ollama-models");
  }

  @Test
  void the_page_of_settings_is_up_to_date() throws IOException {
    try (var resource = ClusterFile.class.getResourceAsStream("/cluster.yaml")) {
      var documented = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      new GeneratedPage("configuration.md").mustBe(PAGE.formatted(documented));
    }
  }

  private static Problem problemOf(String text) {
    var thrown = new Problem[1];
    assertThatThrownBy(() -> ClusterFile.parse(text))
        .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e.problem());
    return thrown[0];
  }

  private static final String PAGE =
      """
      # Configuration

      What the servers shall be stands in one file on the lead, `/etc/ollama-swarm/cluster.yaml`. Below is every key with its
      default. A key that is not here is refused, with the one that was probably meant.

      ```yaml
      %s```

      Each agent has settings of its own server in `/etc/ollama-swarm/nfs-agent.properties` or `node-agent.properties`; an
      unknown key under their prefix refuses the start and names the file and line.
      """;
}
