package com.wizardsofts.ollamaswarm.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.FormerConfigs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which steps there are and in what order; none is asked anything. */
class RolloutStepsTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      """;

  @TempDir Path root;

  @Test
  void every_look_comes_before_the_first_change() {
    assertThat(steps(CLUSTER))
        .startsWith(
            "store.preflight", "store.gateway", "store.room", "store.service", "store.lead");
    assertThat(steps(CLUSTER + "phases: [store]\n")).startsWith("store.preflight", "store.lead");
  }

  @Test
  void a_former_mount_goes_once_the_service_answers_without_it() {
    var moved = CLUSTER + "store: {mountPoint: /mnt/models}\n";
    assertThat(steps(moved))
        .containsSubsequence(
            "store.service",
            "store.mount-users.s84:/opt/ollama-models",
            "store.lead",
            "store.mount.s84",
            "deploy.service",
            "deploy.answer",
            "deploy.unmount.s84:/opt/ollama-models",
            "prove.scale");
    for (var other : List.of(moved + "phases: [store]\n", CLUSTER)) {
      assertThat(steps(other)).noneMatch(id -> id.matches(".*(unmount|mount-users).*"));
    }
  }

  @Test
  void a_former_path_is_exported_until_no_former_mount_is_read() {
    var path = CLUSTER + "store: {path: /srv/models, mountPoint: %s}\n";
    var both = path.formatted("/mnt/models");
    assertThat(steps(both))
        .containsSubsequence(
            "deploy.service", "deploy.unmount.s84:/opt/ollama-models", "deploy.export.narrow")
        .doesNotContain("store.export.narrow");
    assertThat(steps(both + "phases: [store]\n")).noneMatch(id -> id.endsWith("narrow"));
    assertThat(steps(path.formatted("/opt/ollama-models")))
        .containsSubsequence("store.mount.s84", "store.export.narrow", "deploy.service")
        .doesNotContain("deploy.export.narrow");
  }

  /** After a rollout of {@link #CLUSTER}. */
  private List<String> steps(String cluster) {
    var before = List.of(ClusterFile.parse(CLUSTER));
    var former = new Former(before, before);
    var log = SimulatedServers.log();
    return rollout()
        .plan(ClusterFile.parse(cluster), former, Proofs.of(List.of(), "abc", log), log)
        .stream()
        .map(planned -> planned.step().id())
        .toList();
  }

  @SuppressWarnings("NullAway")
  private RolloutSteps rollout() {
    var agents = new SimulatedServers().agents();
    var configs = new FormerConfigs(new Journal(new HostFiles(root), new JsonMapper()));
    return new RolloutSteps(
        new StoreSteps(agents, null, null, null, null, null, null),
        new DeploySteps(agents, null, null, null, null, null, null, configs, null),
        new ProveSteps(null, null, null, null, null),
        agents,
        "1.4.0");
  }
}
