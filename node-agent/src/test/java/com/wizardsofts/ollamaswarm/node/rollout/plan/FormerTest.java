package com.wizardsofts.ollamaswarm.node.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.store.FormerNode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormerTest {
  private static final String NODE = "  s%d: {address: 198.51.100.%d, agents: [node-agent]}\n";
  private static final FormerNode S85 =
      new FormerNode("s85", "198.51.100.85:7484", Optional.of("/opt/ollama-models"));

  @TempDir Path root;
  private Journal journal;

  @BeforeEach
  void disk() {
    var json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    journal = new Journal(new HostFiles(root), json);
  }

  @Test
  void a_node_of_the_last_good_rollout_is_left_when_the_file_names_it_no_more() {
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    assertThat(left(84)).containsExactly(S85);
    assertThat(left(84, 85)).isEmpty();
  }

  @Test
  void it_is_left_until_a_rollout_without_it_ended_well() {
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    ended("r-2", cluster(84), Kind.BEFORE, Kind.BROKEN);
    assertThat(left(84)).containsExactly(S85);
    ended("r-3", cluster(84), Kind.BEFORE, Kind.DONE);
    assertThat(left(84)).isEmpty();
  }

  @Test
  void a_rollout_without_the_phase_of_the_store_left_every_node_as_it_was() {
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    ended("r-2", cluster(84) + "phases: [deploy, settle]\n", Kind.BEFORE, Kind.DONE);
    assertThat(left(84)).containsExactly(S85);
  }

  @Test
  void a_fix_left_every_node_as_it_was() {
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    ended("r-2", new Fix(List.of("export.missing")), cluster(84), Kind.BEFORE, Kind.DONE);
    assertThat(left(84)).containsExactly(S85);
  }

  @Test
  void a_rollout_that_was_rolled_back_or_changed_nothing_left_nothing() {
    ended("r-1", cluster(84), Kind.BEFORE, Kind.DONE);
    ended("r-2", cluster(84, 85), Kind.BEFORE, Kind.DONE, Kind.ROLLBACK, Kind.ROLLED_BACK);
    ended("r-3", cluster(84, 86), Kind.FAILED, Kind.BROKEN);
    assertThat(left(84)).isEmpty();
  }

  @Test
  void the_stores_own_server_is_left_without_a_mount_to_be_taken() {
    var both = cluster(84).replace("[nfs-agent]", "[nfs-agent, node-agent]");
    ended("r-1", both, Kind.BEFORE, Kind.DONE);
    ended("r-2", cluster(84), Kind.BEFORE, Kind.BROKEN);
    assertThat(left(84))
        .containsExactly(new FormerNode("s80", "198.51.100.80:7484", Optional.empty()));
  }

  @Test
  void the_export_serves_former_clients_until_they_have_left() {
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    var now = ClusterFile.parse(cluster(84));
    assertThat(former().with(now.exportClients()))
        .containsExactly("198.51.100.84", "198.51.100.85");
  }

  @Test
  void a_store_that_was_at_another_path_is_known_until_all_nodes_have_moved() {
    var moved = cluster(84) + "store: {path: /srv/other}\n";
    ended("r-1", cluster(84), Kind.BEFORE, Kind.DONE);
    assertThat(former().hadAnotherPath(ClusterFile.parse(cluster(84)))).isFalse();
    assertThat(former().hadAnotherPath(ClusterFile.parse(moved))).isTrue();
    ended("r-2", moved, Kind.BEFORE, Kind.BROKEN);
    assertThat(former().hadAnotherPath(ClusterFile.parse(moved))).isTrue();
    ended("r-3", moved, Kind.BEFORE, Kind.DONE);
    assertThat(former().hadAnotherPath(ClusterFile.parse(moved))).isFalse();
  }

  @Test
  void where_nodes_mounted_the_store_is_left_for_where_they_mount_it_now() {
    var moved = cluster(84, 86) + "store: {mountPoint: /mnt/models}\n";
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    assertThat(former().mountPointsBeyond(ClusterFile.parse(cluster(84, 85)))).isEmpty();
    assertThat(former().mountPointsBeyond(ClusterFile.parse(moved)))
        .containsExactly(
            new FormerNode("s84", "198.51.100.84:7484", Optional.of("/opt/ollama-models")));
    ended("r-2", moved, Kind.BEFORE, Kind.DONE);
    assertThat(former().mountPointsBeyond(ClusterFile.parse(moved))).isEmpty();
  }

  @Test
  void they_are_left_until_a_rollout_had_the_service_read_the_store_there() {
    var moved = cluster(84) + "store: {path: /srv/models, mountPoint: /mnt/models}\n";
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    ended("r-2", moved + "phases: [store]\n", Kind.BEFORE, Kind.DONE);
    assertThat(former().mountPointsBeyond(ClusterFile.parse(moved))).hasSize(1);
    assertThat(former().hadAnotherPath(ClusterFile.parse(moved))).isTrue();
    assertThat(left(84)).isEmpty();
    ended("r-3", moved, Kind.BEFORE, Kind.DONE);
    assertThat(former().mountPointsBeyond(ClusterFile.parse(moved))).isEmpty();
    assertThat(former().hadAnotherPath(ClusterFile.parse(moved))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt", "/opt/ollama-models/new"})
  void a_mount_point_above_or_below_the_former_one_is_refused(String at) {
    ended("r-1", cluster(84), Kind.BEFORE, Kind.DONE);
    var nested = cluster(84) + "store: {mountPoint: %s}\n";
    assertThatThrownBy(() -> former().requireApart(ClusterFile.parse(nested.formatted(at))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("bad-input");
              assertThat(e.problem().detail()).contains(at, "/opt/ollama-models", "s84");
            });
    former().requireApart(ClusterFile.parse(nested.formatted("/opt/ollama-models-2")));
    former().requireApart(ClusterFile.parse(cluster(84)));
  }

  @Test
  void an_order_that_cannot_be_read_any_more_is_passed_over() {
    ended("r-1", cluster(84, 85), Kind.BEFORE, Kind.DONE);
    ended("r-2", "nothing: known\n", Kind.BEFORE, Kind.BROKEN);
    assertThat(left(84)).containsExactly(S85);
  }

  private void ended(String id, String cluster, Kind... kinds) {
    ended(id, new Fix(List.of()), cluster, kinds);
  }

  private void ended(String id, Fix fix, String cluster, Kind... kinds) {
    var log = new EventLog(id, "abc", Clock.systemUTC(), journal::append);
    log.add(Kind.BEGAN, new RolloutOrder(false, cluster, fix).text(), null);
    for (var kind : kinds) {
      log.add(kind, "", null);
    }
  }

  private List<FormerNode> left(int... nodes) {
    return former().nodesBeyond(ClusterFile.parse(cluster(nodes)));
  }

  private Former former() {
    return Former.of(journal, journal.rollouts());
  }

  private static String cluster(int... nodes) {
    var text =
        new StringBuilder(
            "lead: s84\nservers:\n  s80: {address: 198.51.100.80, agents: [nfs-agent]}\n");
    for (var node : nodes) {
      text.append(NODE.formatted(node, node));
    }
    return text.toString();
  }
}
