package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.DynamicChange;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.GatewayState;
import com.wizardsofts.ollamaswarm.node.gateway.Interruption;
import com.wizardsofts.ollamaswarm.node.rollout.journal.FormerConfigs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.plan.DeploySteps;
import com.wizardsofts.ollamaswarm.node.rollout.plan.ProveSteps;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.node.rollout.plan.StoreSteps;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.container.ClientContainer;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import com.wizardsofts.ollamaswarm.node.swarm.replica.AllReplicas;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Difference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The lead's own Engine and gateway, as settings of {@link SimulatedServers}: {@code network},
 * {@code service}, {@code replicas} and {@code replica on} the node that has them all, {@code old
 * policy} and {@code old running} of the old container or {@code single} for the one that serves in
 * the end, {@code traefik.yml}, {@code traefik} and {@code gateway.yml}, an older version's file.
 */
@SuppressWarnings("NullAway")
final class SimulatedLead {
  private static final String OURS = "ours";
  private final SimulatedServers servers;
  private final ToIntFunction<String> requests;
  private final AtomicInteger lost = new AtomicInteger();
  private volatile int running;

  /** {@code requests} says how many that held a word were answered. */
  SimulatedLead(SimulatedServers servers, ToIntFunction<String> requests) {
    this.servers = servers;
    this.requests = requests;
  }

  /** The steps, with the lead's number in {@code files}. */
  RolloutSteps steps(HostFiles files, Await await) {
    var agents = servers.agents();
    var services = new Service();
    var traefik = new Traefik();
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return new RolloutSteps(
        new StoreSteps(
            agents,
            new KnownLead(files),
            servers.swarm("s84", "s85"),
            services,
            traefik,
            clock,
            await),
        new DeploySteps(
            agents,
            new Network(),
            services,
            new LocalImages(),
            new Old(),
            new Client(),
            traefik,
            new FormerConfigs(
                new Journal(files, JsonMapper.builder().addModule(new JavaTimeModule()).build())),
            await),
        new ProveSteps(services, new Containers(), traefik, clock, await),
        agents,
        "1.4.0");
  }

  /** All replicas end, and none is well again before somebody waits for it. */
  void endReplicas() {
    running = 0;
  }

  private String get(String setting) {
    servers.call.run();
    return servers.settings.getOrDefault(setting, "");
  }

  private final class Network extends OverlayNetwork {
    Network() {
      super(null);
    }

    @Override
    public boolean exists(String name) {
      return !get("network").isEmpty();
    }

    @Override
    public void create(String name) {
      servers.set("network", name);
    }

    @Override
    public void remove(String name) {
      servers.set("network", null);
    }
  }

  private final class Service extends OllamaService {
    Service() {
      super(null, null, new Await());
    }

    @Override
    public Optional<Problem> conflict(String name) {
      return Optional.empty();
    }

    @Override
    public List<Difference> differences(ServiceSpec spec) {
      var is = get("service");
      return is.equals(spec.toString())
          ? List.of()
          : List.of(new Difference("Labels", is, spec.toString()));
    }

    /** The Engine makes it, or takes it away, with its replicas in one. */
    @Override
    public void put(ServiceSpec spec) {
      servers.settings.putIfAbsent("replicas", String.valueOf(spec.replicas()));
      servers.set("service", spec.toString());
    }

    @Override
    public void sweepScripts(String name, Set<String> keep) {}

    @Override
    public Optional<String> spec(String name) {
      return Optional.of(get("service")).filter(spec -> !spec.isEmpty());
    }

    @Override
    public void scale(String name, int replicas) {
      servers.set("replicas", String.valueOf(replicas));
    }

    @Override
    public OptionalInt desiredReplicas(String name) {
      var spec = get("service");
      return spec.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt("0" + get("replicas")));
    }

    /** One for all, on the lead's node unless the world says where. */
    @Override
    public List<Task> tasks(String name) {
      var node = get("replica on");
      if (node.isEmpty() && running == 0) {
        return List.of();
      }
      var id = "id-" + (node.isEmpty() ? "s84" : node);
      return List.of(new Task("t", 1, id, container(), "running", "running", Instant.EPOCH, null));
    }

    @Override
    public ServiceState state(String name) {
      var wanted = desiredReplicas(name).orElse(0);
      return new ServiceState(name, "image", wanted, running, 1, 1, 1, Map.of(), null, List.of());
    }

    @Override
    public void awaitEnded(String name, String containerId, Duration limit) {
      servers.call.run();
      if (containerId.equals(container())) {
        throw ProblemCode.SERVICE_NOT_RUNNING.exception(containerId + " has not ended");
      }
    }

    /** The Engine places them on the node that has the label and none of them. */
    @Override
    public void restart(String name) {
      var now = get("replica on");
      servers.set("replica on", now.equals("s84") ? "s85" : "s84");
    }

    @Override
    public boolean restore(String name, String spec) {
      return servers.set("service", spec);
    }

    @Override
    public boolean areRunning(String name, int replicas) {
      return desiredReplicas(name).orElse(0) == replicas && running == replicas;
    }

    @Override
    public void awaitRunning(String name, int replicas, Duration limit) {
      servers.call.run();
      running = replicas;
    }

    @Override
    public void awaitRunning(ServiceSpec spec, int replicas, Duration limit) {
      awaitRunning(spec.name(), replicas, limit);
    }

    @Override
    public void remove(String name) {
      running = 0;
      servers.settings.remove("replicas");
      servers.set("service", null);
    }
  }

  private String container() {
    return "c" + lost.get();
  }

  /** Swarm has another one in the place of each that is lost. */
  private final class Containers extends AllReplicas {
    Containers() {
      super(null, null, null, null, null, new Await());
    }

    /** Each replica has answered as many as the others. */
    @Override
    public Map<String, Integer> requestsSeen(String serviceName, String token) {
      servers.call.run();
      var each = requests.applyAsInt(token) / Math.max(1, running);
      return IntStream.range(0, running).boxed().collect(Collectors.toMap(i -> "t" + i, _ -> each));
    }

    @Override
    public void stop(String service, Task replica) {
      kill(replica);
    }

    @Override
    public void kill(Task replica) {
      servers.call.run();
      lost.incrementAndGet();
      servers.call.run();
    }
  }

  private final class LocalImages extends Images {
    LocalImages() {
      super(null);
    }

    @Override
    public ImageState inspect(String reference) {
      var id = get("image s84 " + reference);
      return new ImageState(reference, id.isEmpty() ? null : id, List.of());
    }
  }

  private final class Old extends StandaloneOllama {
    Old() {
      super(null, null, new Await());
    }

    @Override
    public Optional<Standalone> find(int port, String gateway) {
      if (get("old policy").isEmpty()) {
        return Optional.of(get("single"))
            .filter("yes"::equals)
            .map(_ -> new Standalone("id", SINGLE, true, "always", "ollama/ollama", port));
      }
      var runs = get("old running").equals("yes");
      return Optional.of(
          new Standalone("id", "ollama", runs, get("old policy"), "ollama/ollama", port));
    }

    @Override
    public int retire(Standalone standalone, Duration limit) {
      servers.set("old policy", "no");
      servers.set("old running", "no");
      return 0;
    }

    @Override
    public void startSingle(String image, int port, String modelsPath) {
      servers.set("single", "yes");
    }

    @Override
    public void removeSingle(Duration limit) {
      servers.set("single", null);
    }

    @Override
    public void revive(Standalone standalone) {
      servers.set("old policy", standalone.restartPolicy());
      servers.set("old running", standalone.running() ? "yes" : "no");
    }
  }

  private final class Client extends ClientContainer {
    Client() {
      super(null, new Await());
    }

    @Override
    public void ask(String image, String network, String baseUrl, String model) {
      servers.call.run();
    }
  }

  private final class Traefik extends Gateway {
    Traefik() {
      super(null, null, Clock.systemUTC());
    }

    @Override
    public GatewayState observe(GatewaySpec spec) {
      var now = get("traefik.yml") + "," + get("traefik");
      var differs = now.equals(OURS + "," + OURS) ? List.<String>of() : List.of(now);
      return new GatewayState(
          differs,
          "",
          true,
          true,
          "ollama",
          SwarmProvider.SWARM,
          Duration.ZERO,
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          "routed",
          now);
    }

    @Override
    public Optional<DynamicChange> olderFile(GatewaySpec spec) {
      var now = get("gateway.yml");
      return now.isEmpty() || now.equals(OURS)
          ? Optional.empty()
          : Optional.of(new DynamicChange(Path.of("/gateway.yml"), now, OURS));
    }

    @Override
    public void renew(GatewaySpec spec, DynamicChange change) {
      servers.set("gateway.yml", change.wanted());
    }

    @Override
    public void putBack(GatewaySpec spec, String undo) {
      servers.set("gateway.yml", undo.replaceAll(".*\"before\":\"([^\"]*)\".*", "$1"));
    }

    @Override
    public void apply(GatewaySpec spec) {
      servers.set("traefik.yml", OURS);
      servers.set("traefik", OURS);
    }

    @Override
    public void undo(String before) {
      var both = before.split(",", -1);
      servers.set("traefik.yml", both[0]);
      servers.set("traefik", both[1]);
    }

    @Override
    public Optional<Interruption> lastInterruption(GatewaySpec spec) {
      return Optional.empty();
    }

    @Override
    public int routed(GatewaySpec spec) {
      servers.call.run();
      return running;
    }
  }
}
