package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.api.ServiceTask;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.SwarmObject;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Difference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.GatewayLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.OwnLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ScriptConfigs;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SpecDifference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SpecMerge;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Ollama as a Swarm service. Works on managers only. */
@ApplicationScoped
public class OllamaService {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String START_INTERVAL = "1.44";
  private static final String UPDATE = "UpdateConfig";
  private static final String ROLLBACK = "RollbackConfig";

  /** What Swarm changes without new replicas. */
  private static final Set<String> OF_SERVICE =
      Set.of("Name", "Labels", "Mode", UPDATE, ROLLBACK, "EndpointSpec");

  private static final String AT_ONCE = "Parallelism";

  private final DockerEngine engine;
  private final OverlayNetwork networks;
  private final ScriptConfigs configs;
  private final SwarmObject objects;
  private final ServiceTasks tasks;
  private final Capacity capacity;

  public OllamaService(DockerEngine engine, OverlayNetwork networks, Await await) {
    this.engine = engine;
    this.networks = networks;
    this.configs = new ScriptConfigs(engine);
    this.objects = new SwarmObject(engine);
    this.tasks = new ServiceTasks(engine, await);
    this.capacity = new Capacity(engine);
  }

  /**
   * What {@link #put} of this spec would change, every field where there is no service; empty when
   * it is as wanted. The number of replicas is not compared: see {@link #desiredReplicas}.
   */
  public List<Difference> differences(ServiceSpec spec) {
    var service = find(spec.name());
    var network = networks.id(spec.network()).orElse(spec.network());
    var wanted = new ServiceJson(spec, configs.known(), startInterval()).on(network);
    if (service.isEmpty()) {
      return SpecDifference.between(JSON.createObjectNode(), wanted);
    }
    var is = service.get().path("Spec");
    ObjectNode merged = is.deepCopy();
    lay(wanted, merged);
    return SpecDifference.between(is, merged);
  }

  /**
   * {@code service.conflict} when a service of this name is there that cannot become Ollama's, such
   * as somebody's own or one without a number of replicas; every change of it is refused so.
   */
  public Optional<Problem> conflict(String name) {
    return find(name).flatMap(service -> ServiceConflict.in(service.path("Spec")));
  }

  /** Throws {@link #conflict} when there is one. */
  public void refuseConflict(String name) {
    ProblemException.throwIfPresent(conflict(name));
  }

  /** Whether an update to this spec takes the replicas off a network on which a gateway may be. */
  public boolean leavesNetwork(ServiceSpec spec) {
    return differences(spec).stream()
        .anyMatch(
            difference ->
                difference.field().startsWith("Networks.")
                    && difference.wanted().equals(Difference.NONE));
  }

  /**
   * Whether an update to this spec replaces the replicas, and no node has memory for a new one
   * beside an old one: each ends then before another one starts.
   */
  public boolean stopsFirst(ServiceSpec spec) {
    return desiredReplicas(spec.name()).isPresent()
        && differences(spec).stream().anyMatch(OllamaService::isOfReplicas)
        && !capacity.hasRoomBeside(spec.name(), spec.resources().reservedBytes());
  }

  private static boolean isOfReplicas(Difference difference) {
    return !OF_SERVICE.contains(difference.field().split("\\.", 2)[0]);
  }

  /**
   * Creates the service with the spec's replicas, or updates it and leaves its number of replicas;
   * waits for nothing. Fields that we do not set stay as they are, and so do older scripts: only a
   * rollout knows which of them may be wanted again.
   */
  public void put(ServiceSpec spec) {
    var network =
        networks
            .id(spec.network())
            .orElseThrow(
                () ->
                    ProblemCode.NOT_FOUND.exception("There is no network named " + spec.network()));
    var ours = new ServiceJson(spec, configs.made(), startInterval()).on(network);
    var service = find(spec.name());
    if (service.isEmpty()) {
      ours.putObject("Mode").putObject("Replicated").put("Replicas", spec.replicas());
      engine.post("/services/create", ours);
    } else {
      change(spec.name(), is -> prepareRollback(ours, is));
      change(spec.name(), is -> update(ours, is));
    }
  }

  /**
   * Swarm goes back as the spec to which it goes back says, so that is made fit before an update.
   */
  private void prepareRollback(ObjectNode ours, ObjectNode is) {
    var wanted = is.deepCopy();
    lay(ours, wanted);
    if (!wanted.equals(is)) {
      SpecMerge.merge(is.withObjectProperty(ROLLBACK), ours.withObjectProperty(ROLLBACK));
      order(is);
    }
  }

  /**
   * Removes the scripts of older versions that the service neither uses nor would go back to, but
   * none of the configs to {@code keep}.
   */
  public void sweepScripts(String name, Set<String> keep) {
    find(name).ifPresent(service -> configs.sweep(service, keep));
  }

  private void update(ObjectNode ours, ObjectNode is) {
    var before = is.deepCopy();
    lay(ours, is);
    if (!is.equals(before)) {
      order(is);
    }
  }

  /**
   * A new replica starts before an old one goes where there is memory for both, as it is now: the
   * order of an earlier update may be too bold since, or too timid, and a service that was never
   * updated has Docker's, stop first. The same holds for the way back.
   */
  private void order(ObjectNode spec) {
    var reserved = spec.at("/TaskTemplate/Resources/Reservations/MemoryBytes").asLong();
    var fits = capacity.hasRoomBeside(spec.path("Name").asText(), reserved);
    for (var config : List.of(UPDATE, ROLLBACK)) {
      var replacing = spec.withObjectProperty(config);
      if (!replacing.has(AT_ONCE)) { // Docker takes none for all
        replacing.put(AT_ONCE, 1);
      }
      replacing.put("Order", fits ? "start-first" : "stop-first");
    }
  }

  /**
   * The service as Swarm has it.
   *
   * @throws ProblemException {@code not-found} when there is none
   */
  public ServiceState state(String name) {
    var service = find(name).orElseThrow(() -> none(name));
    return ServiceView.of(service, tasks.of(name));
  }

  /** Replaces all replicas, one after another, by new ones of the same spec; waits for nothing. */
  public void restart(String name) {
    change(name, this::order); // the spec to which Swarm may go back
    change(
        name,
        spec -> {
          var template = spec.withObjectProperty("TaskTemplate");
          template.put("ForceUpdate", template.path("ForceUpdate").asLong() + 1);
          order(spec);
        });
  }

  /** The tasks that Swarm still knows, newest first, for people. */
  public List<ServiceTask> table(String name) {
    return new TaskTable(engine).of(state(name).name());
  }

  /** The service's whole spec as JSON, to be put back by {@link #restore}. */
  public Optional<String> spec(String name) {
    return find(name).map(service -> service.path("Spec").toString());
  }

  /** The service's labels, by which Traefik finds it; none without the service. */
  public Map<String, String> labels(String name) {
    var labels = new TreeMap<String, String>();
    find(name)
        .map(service -> service.at("/Spec/Labels"))
        .ifPresent(
            all -> all.properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText())));
    return labels;
  }

  /**
   * Puts a former spec back, field for field, the number of replicas included. Makes the service
   * anew where somebody has removed it, and says whether that was so.
   */
  public boolean restore(String name, String spec) {
    try {
      var former = (ObjectNode) JSON.readTree(spec);
      if (find(name).isEmpty()) {
        engine.postWhole("/services/create", former);
        return true;
      }
      objects.change(
          path(name),
          is -> {
            if (!is.equals(former)) {
              ProblemException.throwIfPresent(ServiceConflict.in(is));
              is.removeAll().setAll(former);
            }
          });
      return false;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a spec: " + spec, e);
    }
  }

  /** Orders another number of replicas; waits for nothing. */
  public void scale(String name, int replicas) {
    change(
        name,
        spec ->
            spec.withObjectProperty("Mode")
                .withObjectProperty("Replicated")
                .put("Replicas", replicas));
  }

  /** How many replicas Swarm is to run; empty without a service that has such a number. */
  public OptionalInt desiredReplicas(String name) {
    var replicas =
        find(name).map(service -> service.at("/Spec/Mode/Replicated/Replicas")).orElse(null);
    return replicas == null || !replicas.isNumber()
        ? OptionalInt.empty()
        : OptionalInt.of(replicas.asInt());
  }

  /** All tasks that Swarm still knows, also those that have ended; none without the service. */
  public List<Task> tasks(String name) {
    return find(name).isEmpty() ? List.of() : tasks.of(name);
  }

  /**
   * Waits until exactly this many replicas run (and are healthy), all of them made from the spec as
   * it is now, and none that was told to go is left.
   *
   * @throws ProblemException {@code service.not-running} with Swarm's reasons as evidence, when the
   *     limit is over, Swarm has paused an update, or somebody ordered another number meanwhile
   */
  public void awaitRunning(String name, int replicas, Duration limit) {
    Names.check("service", Names.SERVICE, name);
    tasks.awaitRunning(name, replicas, limit, () -> true);
  }

  /**
   * Waits likewise after {@link #put}, and fails as soon as Swarm has gone back to the spec before.
   */
  public void awaitRunning(ServiceSpec spec, int replicas, Duration limit) {
    tasks.awaitRunning(spec.name(), replicas, limit, () -> differences(spec).isEmpty());
  }

  /**
   * Waits until Swarm has seen that the replica in this container has ended: right after the end of
   * a container its task still counts as running.
   *
   * @throws ProblemException {@code service.not-running} when the limit is over
   */
  public void awaitEnded(String name, String containerId, Duration limit) {
    tasks.awaitEnded(Names.check("service", Names.SERVICE, name), containerId, limit);
  }

  /**
   * Whether exactly this many replicas run, all made from the spec as it is now, and no update is
   * under way.
   *
   * @throws ProblemException {@code service.not-running} when Swarm has paused an update
   */
  public boolean areRunning(String name, int replicas) {
    return find(name).isPresent() && tasks.areRunning(name, replicas);
  }

  /**
   * Removes the service when it is there, and its scripts; its replicas finish their running
   * answers. One with a {@link #conflict} was never made by us, and stays.
   */
  public void remove(String name) {
    if (find(name).isPresent() && conflict(name).isEmpty()) {
      engine.ask("remove the service " + name, docker -> docker.removeServiceCmd(name).exec());
    }
    configs.removeAll();
  }

  private void change(String name, Consumer<ObjectNode> change) {
    objects.change(
        path(name),
        is -> {
          if (!isCalled(name, is)) {
            throw none(name);
          }
          ProblemException.throwIfPresent(ServiceConflict.in(is));
          change.accept(is);
        });
  }

  private Optional<JsonNode> find(String name) {
    return find(engine, name);
  }

  static Optional<JsonNode> find(DockerEngine engine, String name) {
    return DockerEngine.unlessGone(() -> engine.getWhole(path(name)))
        .filter(service -> isCalled(name, service.path("Spec")));
  }

  /** Docker takes the beginning of an identifier for a name too. */
  private static boolean isCalled(String name, JsonNode spec) {
    return spec.path("Name").asText().equals(name);
  }

  private static ProblemException none(String name) {
    return ProblemCode.NOT_FOUND.exception("no service named " + name);
  }

  private void lay(ObjectNode ours, ObjectNode is) {
    formerNetwork(ours, is).ifPresent(id -> SpecMerge.leaveNetwork(is, id));
    SpecMerge.dropObstacles(is, ours);
    OwnLabels.dropFormer(is, ours);
    SpecMerge.merge(is, ours);
  }

  /** Where our own labels of before name another network; others that it is on stay. */
  private Optional<String> formerNetwork(ObjectNode ours, ObjectNode is) {
    var wanted = GatewayLabels.network(ours.path("Labels"));
    return GatewayLabels.network(is.path("Labels"))
        .filter(former -> !wanted.equals(Optional.of(former)))
        .flatMap(networks::id);
  }

  private boolean startInterval() {
    return engine.speaks(START_INTERVAL);
  }

  private static String path(String name) {
    return "/services/" + Names.check("service", Names.SERVICE, name);
  }
}
