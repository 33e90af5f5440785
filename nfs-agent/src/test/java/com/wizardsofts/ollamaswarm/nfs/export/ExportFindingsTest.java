package com.wizardsofts.ollamaswarm.nfs.export;

import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.OURS;
import static com.wizardsofts.ollamaswarm.nfs.export.ExportingServer.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFindingsTest {
  private static final String GUIDE =
      "rw,sync,wdelay,hide,no_subtree_check,sec=sys,secure,no_root_squash,no_all_squash";

  @TempDir Path root;
  private ScriptedPrograms programs;
  private HostFiles files;
  private ExportCheck export;
  private PrivateKeys keys;
  private Path store;

  @BeforeEach
  void a_server_with_a_store() throws Exception {
    files = new HostFiles(root);
    var server = new ExportingServer(files);
    programs = server.programs;
    export = new ExportCheck(server.export(STORE));
    store = files.locate(Path.of(STORE));
    keys = new PrivateKeys(new ModelStore(files, TestSettings.of(Map.of())));
  }

  @Test
  void the_guides_own_line_is_a_finding() {
    // Given
    exported(GUIDE);

    // Then
    assertThat(export.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("export.insecure");
              assertThat(finding.cause()).contains("10.0.0.0/24", "rw", "no_root_squash");
            });
  }

  @Test
  void the_default_export_is_none() {
    exported("ro,wdelay,root_squash,no_subtree_check,sec=sys,secure,no_all_squash");
    assertThat(export.look()).isEmpty();
  }

  @Test
  void where_the_store_was_before_is_judged_too() {
    // Given
    files.write(
        OURS, "/opt/ollama-models 10.0.0.84(ro)\n/opt/former 10.0.0.85(ro,no_root_squash)\n");
    programs.on(
        "exportfs -v",
        """
        /opt/ollama-models
        \t\t10.0.0.84(ro,root_squash)
        /opt/former   \t10.0.0.85(ro,no_root_squash)
        /srv/foreign  \t10.0.0.86(rw,no_root_squash)
        """);

    // Then
    assertThat(export.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("export.insecure");
              assertThat(finding.cause()).contains("10.0.0.85", "/opt/former", "no_root_squash");
              assertThat(finding.remedy()).contains("dropFormer");
            });
  }

  @Test
  void a_client_that_the_firewall_has_no_rule_for_is_a_finding() {
    // Given
    var ufw = new FakeUfw(files, programs);
    ufw.rules.add("ufw allow from 10.0.0.0/24 to any port 2049 proto tcp comment 'ollama-swarm'");
    exported("ro,root_squash");
    assertThat(export.look()).isEmpty();

    // When
    ufw.rules.clear();

    // Then
    assertThat(export.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("export.shut-out");
              assertThat(finding.cause()).contains("10.0.0.0/24");
              assertThat(finding.remedy()).contains("ufw allow");
            });
  }

  @Test
  void a_server_that_does_not_run_is_the_one_finding() {
    programs.on("systemctl show", "LoadState=loaded\nActiveState=inactive\n");
    assertThat(export.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("nfs.server-down");
              assertThat(finding.remedy()).contains("systemctl enable --now nfs-server");
            });
  }

  @Test
  void an_export_of_ours_that_the_server_does_not_list_is_a_finding() {
    programs.on("exportfs -v", "");
    assertThat(export.look()).isEmpty();
    files.write(OURS, "/opt/ollama-models 10.0.0.84(ro)\n/opt/ollama-models 10.0.0.85(ro)\n");
    assertThat(export.look()).extracting(Finding::code).containsExactly("export.missing");
    // And: one client's alone
    programs.on("exportfs -v", "/opt/ollama-models\n\t\t10.0.0.85(ro,root_squash)\n");
    assertThat(export.look())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("export.missing");
              assertThat(finding.cause()).contains("10.0.0.84").doesNotContain("10.0.0.85");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"id_ed25519", "models/id_ed25519"})
  void the_key_that_a_pull_by_hand_leaves_in_the_store_is_a_finding(String key) throws Exception {
    // Given
    Files.writeString(store.resolve(key + ".pub"), "ssh-ed25519 AAAA");
    assertThat(keys.look()).isEmpty();

    // When
    Files.writeString(store.resolve(key), "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n");

    // Then
    assertThat(keys.look()).extracting(Finding::code).isEqualTo(List.of("export.private-key"));
    assertThat(keys.look().getFirst().cause()).contains("/opt/ollama-models/" + key);
  }

  private void exported(String options) {
    programs.on("exportfs -v", "/opt/ollama-models\n\t\t10.0.0.0/24(%s)\n".formatted(options));
  }
}
