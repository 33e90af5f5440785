package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirewallTest {
  private static final String FOREIGN =
      "ufw allow from 10.0.0.0/24 to any port 2049 proto tcp comment 'the printers'";
  private static final String OURS =
      "ufw allow from 10.0.1.0/24 to any port 2049 proto tcp comment 'ollama-swarm'";

  @TempDir Path root;
  private final ScriptedPrograms programs = new ScriptedPrograms();
  private HostFiles files;
  private Firewall firewall;

  @BeforeEach
  void a_server() {
    files = new HostFiles(root);
    firewall = new Firewall(files, programs, TestSettings.of(Map.of()));
  }

  @Test
  void a_client_without_a_rule_gets_one_that_is_marked_as_ours() {
    // Given
    var ufw = new FakeUfw(files, programs);
    ufw.rules.add(FOREIGN);

    // When
    firewall.admit(List.of("10.0.0.0/24", "10.0.1.0/24"));

    // Then
    assertThat(ufw.rules).containsExactly(FOREIGN, OURS);
    assertThat(programs.calls())
        .contains("ufw allow proto tcp from 10.0.1.0/24 to any port 2049 comment ollama-swarm");
    assertThat(firewall.shutOut(List.of("10.0.0.0/24", "10.0.1.0/24"))).isEmpty();
  }

  @Test
  void a_client_that_goes_takes_our_rule_with_it_and_no_other() {
    // Given
    var ufw = new FakeUfw(files, programs);
    ufw.rules.addAll(List.of(FOREIGN, OURS));

    // When
    firewall.admit(List.of());

    // Then
    assertThat(ufw.rules).containsExactly(FOREIGN);
  }

  @Test
  void a_firewall_that_was_switched_off_loses_our_rule_but_gets_none() {
    // Given
    var ufw = new FakeUfw(files, programs);
    ufw.active = false;
    ufw.rules.add(OURS);

    // When
    firewall.admit(List.of("10.0.2.0/24"));

    // Then
    assertThat(ufw.rules).isEmpty();
    assertThat(firewall.shutOut(List.of("10.0.2.0/24"))).isEmpty();
  }

  @Test
  void a_rule_for_everybody_is_enough_and_another_spelling_is_the_same_client() {
    // Given
    var ufw = new FakeUfw(files, programs);
    ufw.rules.add("ufw allow from 10.0.0.5 to any port 2049 proto tcp");

    // Then
    assertThat(firewall.shutOut(List.of("10.0.0.5/32", "10.0.0.6"))).containsExactly("10.0.0.6");
    ufw.rules.add("ufw allow 2049/tcp");
    assertThat(firewall.shutOut(List.of("10.0.0.6"))).isEmpty();
  }

  @Test
  void our_rule_for_everybody_goes_when_it_is_not_wanted_any_more() {
    // Given
    var ufw = new FakeUfw(files, programs);
    ufw.rules.add("ufw allow 2049/tcp comment 'ollama-swarm'");

    // When
    firewall.admit(List.of("0.0.0.0/0"));
    assertThat(programs.calls()).noneMatch(call -> call.startsWith("ufw delete"));
    firewall.admit(List.of("10.0.0.0/24"));

    // Then
    assertThat(programs.calls()).contains("ufw delete allow proto tcp from any to any port 2049");
  }

  @Test
  void a_server_without_ufw_runs_no_program() {
    // When
    firewall.admit(List.of("10.0.0.0/24"));

    // Then
    assertThat(firewall.shutOut(List.of("10.0.0.0/24"))).isEmpty();
    assertThat(programs.calls()).isEmpty();
  }

  @Test
  void a_rule_that_ufw_refuses_is_a_problem_with_its_words() {
    // Given
    new FakeUfw(files, programs);
    programs.on("ufw allow", () -> new Result(1, "", "ERROR: IPv6 support not enabled"));

    // Then
    assertThatThrownBy(() -> firewall.admit(List.of("fd00::/64")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problem().evidence())
                    .containsExactly("ERROR: IPv6 support not enabled"));
  }
}
