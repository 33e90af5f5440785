package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Former;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld.Killed;
import com.wizardsofts.ollamaswarm.node.rollout.store.ExportStore;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real steps of a whole rollout but for phase 3, which leaves nothing behind, on simulated
 * servers: the store goes to another node, an old container and an operator's Traefik are there.
 */
class FullRolloutTest {
  private static final String SERVERS =
      """
      lead: s84
      servers:
        s80: {address: 127.0.0.80, agents: [nfs-agent]}
        s84: {address: 127.0.0.84, agents: [node-agent]}
      """;
  private static final String REST =
      """
      store: {path: /store, options: [ro]}
      phases: [store, deploy, settle]
      gateway: {port: %d, mode: %s}
      """;

  @TempDir Path root;
  private HttpServer ollama;
  private final AtomicInteger worlds = new AtomicInteger();

  @BeforeEach
  void clients_are_answered() throws IOException {
    ollama = HttpServer.create(new InetSocketAddress("127.0.0.84", 0), 0);
    ollama.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    ollama.createContext(
        "/",
        exchange -> {
          var body = "{\"eval_count\":1,\"models\":[{\"name\":\"mistral:7b\"}]}";
          exchange.getRequestBody().readAllBytes();
          // A connection that is used again may be one that the server is just closing.
          exchange.getResponseHeaders().add("Connection", "close");
          exchange.sendResponseHeaders(200, body.length());
          exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    ollama.start();
  }

  @AfterEach
  void stop() {
    ollama.stop(0);
  }

  /** The servers, and the lead's disk with the journal and its own number. */
  private record World(
      SimulatedServers servers, SimulatedLead lead, SimulatedWorld journal, HostFiles files) {
    State state() {
      return Report.state(journal.disk).state();
    }
  }

  @Test
  void each_step_in_its_turn_looks_without_changing_can_be_repeated_and_undone() {
    var world = begun();
    var servers = world.servers();
    var log = log(world);
    for (var planned : plan(world, log)) {
      log.enter(planned);
      var step = planned.step();
      var before = Map.copyOf(servers.settings);
      var seen = step.observe();
      assertThat(servers.settings).as("%s, looked at", step.id()).isEqualTo(before);
      if (!(seen instanceof Observation.Differs differs)) {
        continue;
      }
      step.undo(differs.before());
      assertThat(servers.settings).as("%s, undone before", step.id()).isEqualTo(before);
      step.apply();
      var applied = Map.copyOf(servers.settings);
      step.apply();
      assertThat(servers.settings).as("%s, applied twice", step.id()).isEqualTo(applied);
      assertThat(step.observe()).as(step.id()).isInstanceOf(Observation.AsPlanned.class);
      step.undo(differs.before());
      step.undo(differs.before());
      if (step.remains().isEmpty()) {
        assertThat(servers.settings).as("%s, undone", step.id()).isEqualTo(before);
      }
      step.apply();
    }
  }

  @Test
  void a_gateway_of_our_own_has_its_image_brought_before_the_service_is_made() {
    var world = begun();
    var adopting = ids(plan(world, log(world)));
    var managing = ids(plan(world, log(world), "managed"));
    assertThat(adopting).doesNotContain("deploy.gateway-image");
    assertThat(managing).containsSubsequence("deploy.gateway-image", "deploy.service");
    assertThat(managing).filteredOn(id -> !adopting.contains(id)).hasSize(1);
  }

  private static List<String> ids(List<PlannedStep> plan) {
    return plan.stream().map(planned -> planned.step().id()).toList();
  }

  @Test
  void a_second_rollout_changes_nothing_on_any_server() {
    var world = begun();
    live(world);
    assertThat(world.state()).isEqualTo(State.DONE);
    assertThat(world.servers().changes.getAndSet(0)).isGreaterThan(10);
    order(world, Kind.BEGAN);
    live(world);
    assertThat(world.state()).isEqualTo(State.DONE);
    assertThat(world.servers().changes).hasValue(0);
  }

  @Test
  void a_fix_mends_what_its_finding_says_and_nothing_else() {
    // Given
    var world = begun();
    live(world);
    var servers = world.servers();
    var whole = Map.copyOf(servers.settings);
    servers.settings.remove("export");
    servers.settings.remove("network");
    order(world, Kind.BEGAN);

    // When
    live(world, new Fix(List.of("export.missing")));

    // Then
    assertThat(world.state()).isEqualTo(State.DONE);
    assertThat(servers.settings.remove("export")).contains("127.0.0.84");
    assertThat(servers.settings).doesNotContainKey("network");
    var others = new HashMap<>(whole);
    others.keySet().removeAll(List.of("export", "network"));
    assertThat(servers.settings).isEqualTo(others);
  }

  @Test
  void every_fix_names_steps_that_there_are() {
    var world = begun();
    var ids = plan(world, log(world)).stream().map(planned -> planned.step().id()).toList();
    for (var finding : FindingCode.values()) {
      for (var step : finding.fix()) {
        var start = step.replace("*", "");
        assertThat(ids).as(finding.code()).anyMatch(id -> id.startsWith(start));
      }
    }
  }

  @Test
  void a_store_at_another_path_has_its_old_export_until_every_node_has_moved() {
    var world = begun();
    var rest = rest("adopt");
    var former = ClusterFile.parse(SERVERS + rest.replace("/store", "/former"));
    var ids = new ArrayList<String>();
    for (var planned : plan(world, log(world), rest, former)) {
      var step = planned.step();
      ids.add(step.id());
      if (step instanceof ExportStore export) {
        assertThat(export.wanted().dropFormer()).isEqualTo(step.id().equals("store.export.narrow"));
      }
    }
    assertThat(ids).containsSubsequence("store.export", "store.mount.s84", "store.export.narrow");
  }

  @Test
  void killed_at_any_call_and_any_write_it_ends_as_an_undisturbed_one() {
    var calm = begun();
    live(calm);
    assertThat(calm.state()).isEqualTo(State.DONE);
    var points = calm.journal().points();
    assertThat(points).isGreaterThan(150);
    atEach(
        points,
        point -> {
          var world = begun();
          killedAt(point, world);
          live(world);
          assertThat(Report.state(world.journal().disk).problem())
              .as("killed at %d", point)
              .isNull();
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.DONE);
          assertThat(world.servers().settings)
              .as("killed at %d", point)
              .isEqualTo(calm.servers().settings);
        });
  }

  @Test
  void its_rollback_killed_at_any_call_and_any_write_leaves_the_servers_as_before() {
    var before = Map.copyOf(begun().servers().settings);
    var calm = rolledOut();
    live(calm);
    var points = calm.journal().points();
    assertThat(points).isGreaterThan(60);
    atEach(
        points,
        point -> {
          var world = rolledOut();
          killedAt(point, world);
          live(world);
          assertThat(world.state()).as("killed at %d", point).isEqualTo(State.ROLLED_BACK);
          var left = world.servers().settings;
          left.keySet().removeIf(key -> key.startsWith("model ") || key.startsWith("image "));
          assertThat(left).as("killed at %d", point).isEqualTo(before);
        });
  }

  /** Each point has servers of its own, so all may be tried at the same time. */
  private static void atEach(int points, IntConsumer check) {
    try (var threads = Executors.newFixedThreadPool(4)) {
      var running =
          IntStream.rangeClosed(1, points)
              .mapToObj(point -> CompletableFuture.runAsync(() -> check.accept(point), threads))
              .toList();
      running.forEach(CompletableFuture::join);
    }
  }

  private World begun() {
    var servers = new SimulatedServers();
    var world =
        new World(
            servers,
            new SimulatedLead(servers),
            new SimulatedWorld(),
            new HostFiles(root.resolve("world-" + worlds.incrementAndGet())));
    servers.settings.putAll(
        Map.of(
            "export", "127.0.0.85",
            "mount s85", "127.0.0.80:/store",
            "label s85", "store-1",
            "old policy", "always",
            "old running", "yes",
            "traefik.yml", "operator's",
            "traefik", "operator's"));
    order(world, Kind.BEGAN);
    return world;
  }

  private World rolledOut() {
    var world = begun();
    live(world);
    order(world, Kind.ROLLBACK);
    return world;
  }

  private static void order(World world, Kind kind) {
    log(world).add(kind, null, null);
    world.journal().forgetPoints();
    world.servers().call = world.journal()::point;
  }

  private void killedAt(int point, World world) {
    world.journal().killAt(point);
    try {
      live(world);
    } catch (Killed e) {
      assertThat(world.state()).isNotNull();
    }
    world.journal().killAt(0);
  }

  /** What the lead does when it starts. */
  private void live(World world) {
    live(world, new Fix(List.of()));
  }

  private void live(World world, Fix fix) {
    if (world.state() != State.RUNNING) {
      return;
    }
    var log = log(world);
    var plan = fix.of(plan(world, log));
    var run =
        Rollback.began(log.events())
            ? new Rollback(
                plan,
                Optional.empty(),
                new StepRunner(Clock.systemUTC()),
                new Patience(new Await(), Duration.ZERO, Duration.ZERO),
                log)
            : new Rollout(
                plan,
                new StepRunner(Clock.systemUTC()),
                new Patience(new Await(), Duration.ZERO, Duration.ZERO),
                () -> new CountedChanges(Map.of()),
                log);
    run.run();
  }

  private List<PlannedStep> plan(World world, EventLog log) {
    return plan(world, log, "adopt");
  }

  private List<PlannedStep> plan(World world, EventLog log, String gatewayMode) {
    var rest = rest(gatewayMode);
    var former =
        ClusterFile.parse(SERVERS + "  s85: {address: 127.0.0.85, agents: [node-agent]}\n" + rest);
    return plan(world, log, rest, former);
  }

  private String rest(String gatewayMode) {
    return REST.formatted(ollama.getAddress().getPort(), gatewayMode);
  }

  private List<PlannedStep> plan(World world, EventLog log, String rest, ClusterSpec former) {
    return world
        .lead()
        .steps(world.files())
        .plan(
            ClusterFile.parse(SERVERS + rest),
            new Former(List.of(former)),
            Proofs.of(log.events(), "abc", log),
            log);
  }

  private static EventLog log(World world) {
    world.journal().start();
    return new EventLog(
        "r-1", "abc", List.copyOf(world.journal().disk), Clock.systemUTC(), world.journal()::write);
  }
}
