package com.wizardsofts.ollamaswarm.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld;
import com.wizardsofts.ollamaswarm.node.rollout.store.Preflight;
import com.wizardsofts.ollamaswarm.node.rollout.store.TakeLead;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FixTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      """;
  private static final List<String> ALL =
      List.of(
          "store.preflight",
          "store.gateway",
          "store.room",
          "store.service",
          "store.lead",
          "store.export",
          "store.mount.s84",
          "store.label.s84",
          "store.mount.s85",
          "store.label.s85",
          "store.export.narrow",
          "deploy.model.mistral:7b",
          "deploy.service",
          "deploy.gateway");

  @TempDir Path root;

  @Test
  void a_fix_has_the_first_looks_and_the_steps_that_mend() {
    assertThat(steps("export.missing"))
        .containsExactly("store.preflight", "store.lead", "store.export");
    assertThat(steps("model.missing", "mount.not-at-boot"))
        .containsExactly(
            "store.preflight",
            "store.room",
            "store.lead",
            "store.mount.s84",
            "store.label.s84",
            "store.mount.s85",
            "store.label.s85",
            "deploy.model.mistral:7b");
    assertThat(steps()).isEqualTo(ALL);
  }

  @ParameterizedTest
  @EnumSource(
      value = FindingCode.class,
      names = {"GATEWAY_.*"},
      mode = EnumSource.Mode.MATCH_ALL)
  void traefik_is_looked_at_first_where_it_or_what_it_routes_to_is_mended(FindingCode finding) {
    assumeThat(finding.fix()).isNotEmpty();
    assertThat(steps(finding.code())).startsWith("store.preflight", "store.gateway");
  }

  @Test
  void the_service_is_looked_at_before_the_first_change_where_it_is_mended() {
    assertThat(steps("service.missing"))
        .containsSubsequence("store.service", "store.lead", "deploy.service");
    assertThat(steps("gateway.differs")).doesNotContain("store.service");
  }

  @Test
  void only_a_fix_on_nodes_needs_their_agents() {
    // Given
    var servers = new SimulatedServers();
    servers.away.add(SimulatedServers.agent("s85"));
    var spec = cluster("  s85: {address: 198.51.100.85, agents: [node-agent]}\n");
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    var looks = new PlannedStep(Phase.STORE, new Preflight(spec, servers.agents(), clock), false);
    var agents = List.of("store", "lead", "s85");
    var known = new KnownLead(new HostFiles(root));
    var lead = new TakeLead("s84", agents, known, servers.agents());
    var takes = new PlannedStep(Phase.STORE, lead, false);
    // When
    var export = new Fix(List.of("export.missing")).of(List.of(looks, takes));
    var mount = new Fix(List.of("export.missing", "mount.not-at-boot")).of(List.of(looks, takes));
    // Then
    assertThat(export.getFirst().step().observe()).isInstanceOf(Observation.AsPlanned.class);
    assertThat(export.getFirst().step().title()).endsWith("[s80, s84]");
    assertThat(export.getLast().step())
        .isEqualTo(new TakeLead("s84", List.of("store", "lead"), known, lead.clients()));
    assertThat(mount).containsExactly(looks, takes);
    assertThatThrownBy(mount.getFirst().step()::observe)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("agent.unreachable"));
  }

  private static List<String> steps(String... codes) {
    var world = new SimulatedWorld();
    var all =
        ALL.stream().map(id -> new PlannedStep(Phase.STORE, world.new Pair(id), false)).toList();
    return new Fix(List.of(codes)).of(all).stream().map(step -> step.step().id()).toList();
  }

  @Test
  void every_finding_with_a_fix_can_be_asked_for() {
    var codes =
        Stream.of(FindingCode.values())
            .filter(finding -> !finding.fix().isEmpty())
            .map(FindingCode::code)
            .toList();
    assertThat(codes).hasSizeGreaterThan(5);
    assertThatCode(() -> new Fix(codes).require(cluster(""))).doesNotThrowAnyException();
  }

  @Test
  void a_finding_that_no_step_mends_is_refused_with_its_remedy() {
    assertRefused(
        "agent.away",
        "",
        problem -> {
          assertThat(problem.code()).isEqualTo("fix.impossible");
          assertThat(problem.remedy()).isEqualTo(FindingCode.AGENT_AWAY.remedy());
        });
  }

  @Test
  void a_fix_in_a_phase_that_is_left_out_is_refused() {
    assertRefused(
        "model.missing",
        "phases: [store]\n",
        problem -> assertThat(problem.cause()).contains("leaves out the phase deploy"));
  }

  @Test
  void an_unknown_finding_is_bad_input() {
    assertRefused("no\nsuch", "", problem -> assertThat(problem.code()).isEqualTo("bad-input"));
  }

  private static void assertRefused(String code, String more, Consumer<Problem> check) {
    assertThatThrownBy(() -> new Fix(List.of(code)).require(cluster(more)))
        .isInstanceOfSatisfying(ProblemException.class, e -> check.accept(e.problem()));
  }

  private static ClusterSpec cluster(String more) {
    return ClusterFile.parse(CLUSTER + more);
  }
}
