package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Former;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld.Killed;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Worlds in which the real steps of whole rollouts run on simulated servers; a lead may be killed
 * there at any call and any write.
 */
abstract class SimulatedRollouts {
  static final String SERVERS =
      """
      lead: s84
      servers:
        s80: {address: 127.0.0.80, agents: [nfs-agent]}
        s84: {address: 127.0.0.84, agents: [node-agent]}
      """;
  static final String REST =
      """
      store: {path: /store, options: [ro]}
      service: {memory: 1G, reservation: 512M, labels: {team: search}}
      proof: {requests: 8}
      gateway: {port: %d, mode: %s}
      """;

  /** The store goes to another node, an old container and an operator's Traefik are there. */
  static final Map<String, String> BEFORE =
      Map.of(
          "export", "127.0.0.85",
          "mount s85", "127.0.0.80:/store",
          "label s85", "store-1",
          "old policy", "always",
          "old running", "yes",
          "traefik.yml", "operator's",
          "traefik", "operator's");

  @TempDir Path root;
  private HttpServer ollama;
  private final AtomicInteger worlds = new AtomicInteger();
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  @BeforeEach
  void clients_are_answered() throws IOException {
    ollama = HttpServer.create(new InetSocketAddress(0), 0);
    ollama.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    ollama.createContext(
        "/",
        exchange -> {
          var body = "{\"eval_count\":1,\"models\":[{\"name\":\"mistral:7b\"}]}";
          exchange.getRequestBody().readAllBytes();
          asked.merge(String.valueOf(exchange.getRequestURI().getQuery()), 1, Integer::sum);
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
  record World(
      SimulatedServers servers,
      SimulatedLead lead,
      SimulatedWorld journal,
      HostFiles files,
      Await await) {
    State state() {
      return Report.state(journal.disk).state();
    }
  }

  /** Each point has servers of its own, so all may be tried at the same time. */
  static void atEach(int points, IntConsumer check) {
    try (var threads = Executors.newFixedThreadPool(4)) {
      var running =
          IntStream.rangeClosed(1, points)
              .mapToObj(point -> CompletableFuture.runAsync(() -> check.accept(point), threads))
              .toList();
      running.forEach(CompletableFuture::join);
    }
  }

  /** Servers of these settings, on which a rollout has begun. */
  World begun(Map<String, String> settings) {
    var files = new HostFiles(root.resolve("world-" + worlds.incrementAndGet()));
    var world = world(settings, new SimulatedWorld(), files, new Await());
    order(world, Kind.BEGAN, null);
    return world;
  }

  /** Servers of these settings. */
  World world(Map<String, String> settings, SimulatedWorld journal, HostFiles files, Await await) {
    var servers = new SimulatedServers();
    servers.settings.putAll(settings);
    var lead = new SimulatedLead(servers, word -> asked.getOrDefault(word, 0));
    return new World(servers, lead, journal, files, await);
  }

  static void order(World world, Kind kind, @Nullable String text) {
    log(world).add(kind, text, null);
    world.journal().forgetPoints();
    world.servers().call = world.journal()::point;
  }

  /** Kills the lead at that point of its life. */
  void killedAt(int point, World world, String gatewayMode) {
    world.journal().killAt(point);
    try {
      live(world, new Fix(List.of()), gatewayMode);
    } catch (Killed e) {
      assertThat(world.state()).isNotNull();
    }
    world.journal().killAt(0);
  }

  /** What the lead does when it starts. */
  void live(World world, Fix fix, String gatewayMode) {
    if (world.state() != State.RUNNING) {
      return;
    }
    var log = log(world);
    var plan = fix.of(plan(world, log, gatewayMode));
    var runner = new StepRunner(Clock.systemUTC());
    var patience = new Patience(new Await(), Duration.ZERO, Duration.ZERO);
    var single = steps(world).singleContainer(spec(rest(gatewayMode)));
    var run =
        Rollback.began(log.events())
            ? new Rollback(plan, Optional.of(single), runner, patience, log)
            : new Rollout(plan, runner, patience, () -> new CountedChanges(Map.of()), log);
    run.run();
  }

  List<PlannedStep> plan(World world, EventLog log, String gatewayMode) {
    var rest = rest(gatewayMode);
    var former =
        ClusterFile.parse(SERVERS + "  s85: {address: 127.0.0.85, agents: [node-agent]}\n" + rest);
    return plan(world, log, rest, former);
  }

  String rest(String gatewayMode) {
    return REST.formatted(ollama.getAddress().getPort(), gatewayMode);
  }

  List<PlannedStep> plan(World world, EventLog log, String rest, ClusterSpec former) {
    return steps(world)
        .plan(
            spec(rest),
            new Former(List.of(former), List.of(former)),
            Proofs.of(log.events(), "abc", log),
            log);
  }

  private static RolloutSteps steps(World world) {
    return world.lead().steps(world.files(), world.await());
  }

  private static ClusterSpec spec(String rest) {
    return ClusterFile.parse(SERVERS + rest);
  }

  static EventLog log(World world) {
    world.journal().start();
    return new EventLog(
        "r-1", "abc", List.copyOf(world.journal().disk), Clock.systemUTC(), world.journal()::write);
  }
}
