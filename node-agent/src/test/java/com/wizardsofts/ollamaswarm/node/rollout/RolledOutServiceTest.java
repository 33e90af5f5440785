package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Recorded;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolledOutServiceTest {
  private static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 10.0.0.80, agents: [nfs-agent]}
        s84: {address: 10.0.0.84, agents: [node-agent]}
      """;
  private static final String ORDER = new RolloutOrder(false, CLUSTER, new Fix(List.of())).text();
  private static final Set<Kind> OF_STEP = Set.of(Kind.BEFORE, Kind.CHANGED, Kind.UNDONE);

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine();
  private WrittenJournal journal;
  private Optional<ServiceSpec> wanted = Optional.empty();

  @BeforeEach
  void a_lead() {
    var files = new HostFiles(root);
    files.write(ClusterFile.PATH, CLUSTER);
    journal = new WrittenJournal(files);
    docker.on("GET /info", "{\"Swarm\":{\"ControlAvailable\":true}}"); // no service: 404
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void before_any_rollout_there_is_no_service_to_miss() {
    assertThat(look()).isEmpty();
    // And: one that changed other things
    add("r-1", Kind.BEGAN);
    add("r-1", Kind.BEFORE, "store.export");
    add("r-1", Kind.DONE);
    assertThat(look()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DONE", "BROKEN", "CANCELLED"})
  void a_service_that_a_rollout_made_and_that_is_gone_is_found(Kind end) {
    made("r-1");
    add("r-1", end);
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("service.missing");
              assertThat(found.cause()).contains("no service ollama", "r-1");
              assertThat(found.remedy()).contains("ollama-swarm fix service.missing");
            });
  }

  @Test
  void a_service_that_is_to_have_no_replicas_is_found_and_one_with_some_is_well() {
    made("r-1");
    add("r-1", Kind.DONE);
    docker.on("GET /services/ollama", replicas(0)).on("GET /services/ollama", replicas(1));
    assertThat(look()).extracting(Finding::code).containsExactly("service.no-replicas");
    assertThat(look()).isEmpty();
  }

  @Test
  void a_service_that_is_not_as_a_rollout_makes_it_is_found_with_each_field() {
    made("r-1");
    add("r-1", Kind.DONE);
    wanted = Optional.of(Specs.OLLAMA);
    var changed = Recorded.replicas(4);
    changed.withObject("/TaskTemplate/ContainerSpec").put("StopGracePeriod", 1_000_000_000);
    changed.withObject("/TaskTemplate/Resources/Limits").put("MemoryBytes", 64 << 20);
    serviceIs(Recorded.stored(changed));
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("service.differs");
              assertThat(found.cause())
                  .isEqualTo(
                      "ollama differs in ContainerSpec.StopGracePeriod,"
                          + " Resources.Limits.MemoryBytes");
              assertThat(found.evidence())
                  .contains("Resources.Limits.MemoryBytes is 67108864, to be 17179869184");
              assertThat(found.remedy()).contains("ollama-swarm fix service.differs");
            });
  }

  @Test
  void another_number_of_replicas_is_no_difference_and_what_is_not_known_is_not_compared() {
    made("r-1");
    add("r-1", Kind.DONE);
    wanted = Optional.of(Specs.OLLAMA);
    serviceIs(Recorded.stored(Recorded.replicas(7)));
    assertThat(look()).isEmpty();
    // And: without the gateway or the store's agent
    wanted = Optional.empty();
    docker.on("GET /services/ollama", replicas(1));
    var _ = look(); // the answer of before is still the next one
    assertThat(look()).isEmpty();
  }

  @Test
  void another_name_in_the_file_is_not_missed_before_it_was_rolled_out() {
    made("r-1");
    add("r-1", Kind.DONE);
    new HostFiles(root).write(ClusterFile.PATH, CLUSTER + "service: {name: other}\n");
    docker.on("GET /services/ollama", replicas(2));
    assertThat(look()).isEmpty();
  }

  @Test
  void one_that_was_rolled_back_is_not_missed_though_another_phase_stays() {
    made("r-1");
    add("r-1", Kind.DONE);
    add("r-1", Kind.ROLLBACK);
    add("r-1", Kind.UNDONE);
    add("r-1", Kind.PHASES_ROLLED_BACK);
    assertThat(look()).isEmpty();
  }

  @Test
  void while_a_rollout_or_a_rollback_is_under_way_nothing_is_missed() {
    made("r-1");
    add("r-1", Kind.DONE);
    add("r-2", Kind.BEGAN);
    assertThat(look()).isEmpty();
    add("r-2", Kind.INTERRUPTED);
    assertThat(look()).isEmpty();
    add("r-2", Kind.CANCELLED);
    assertThat(look()).hasSize(1);
    add("r-1", Kind.ROLLBACK);
    assertThat(look()).isEmpty();
  }

  @Test
  void a_lead_outside_of_the_swarm_cannot_look_and_says_so() {
    made("r-1");
    add("r-1", Kind.DONE);
    docker.on("GET /info", "{\"Swarm\":{\"LocalNodeState\":\"inactive\"}}");
    var _ = look(); // the answer of before is still the next one
    assertThatThrownBy(this::look).hasMessageContaining("inactive");
  }

  @Test
  void only_the_lead_looks() {
    made("r-1");
    add("r-1", Kind.DONE);
    new HostFiles(root).delete(ClusterFile.PATH);
    assertThat(look()).isEmpty();
  }

  private void made(String rollout) {
    add(rollout, Kind.BEGAN);
    add(rollout, Kind.BEFORE);
    add(rollout, Kind.CHANGED);
  }

  private void add(String rollout, Kind kind) {
    add(rollout, kind, OF_STEP.contains(kind) ? "deploy.service" : null);
  }

  private void add(String rollout, Kind kind, @Nullable String step) {
    journal.add(rollout, kind, step, kind == Kind.BEGAN ? ORDER : null, null);
  }

  private void serviceIs(String stored) {
    docker
        .on("GET /networks?filters", "[{\"Name\":\"ollama-network\",\"Id\":\"network-id\"}]")
        .on("GET /configs?filters", "[]")
        .on("GET /services/ollama", stored);
  }

  private static String replicas(int count) {
    return "{\"ID\":\"s1\",\"Spec\":{\"Name\":\"ollama\",\"Mode\":{\"Replicated\":{\"Replicas\":%d}}}}"
        .formatted(count);
  }

  private List<Finding> look() {
    var engine = docker.engine();
    var services = new OllamaService(engine, new OverlayNetwork(engine), new Await());
    return new RolledOutService(
            new ClusterFile(new HostFiles(root)), journal, new Swarm(engine), services, _ -> wanted)
        .look();
  }
}
