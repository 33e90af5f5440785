package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.CreateNetwork;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.HealthyReplicas;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.ProveAnswer;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.ProvideImage;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.PullModel;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.RenewGatewayFile;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.RetireOldContainer;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.RouteThroughGateway;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.StartSingleContainer;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveBalance;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveRecovery;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveScaling;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ReplicaCount;
import com.wizardsofts.ollamaswarm.node.rollout.run.CountedChanges;
import com.wizardsofts.ollamaswarm.node.rollout.settle.SettleReplicas;
import com.wizardsofts.ollamaswarm.node.rollout.store.ActivateSwarm;
import com.wizardsofts.ollamaswarm.node.rollout.store.ExportStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.LabelNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LeaveNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.MountStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.Preflight;
import com.wizardsofts.ollamaswarm.node.rollout.store.TakeLead;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.container.ClientContainer;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import com.wizardsofts.ollamaswarm.node.swarm.replica.Replicas;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Resources;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The whole rollout, in order. It reads like the guide. */
@ApplicationScoped
public class RolloutSteps {
  private final AgentClients agents;
  private final KnownLead lead;
  private final Swarm swarm;
  private final OverlayNetwork networks;
  private final OllamaService services;
  private final Images images;
  private final Replicas containers;
  private final StandaloneOllama standalone;
  private final ClientContainer clientContainer;
  private final Gateway gateway;
  private final Clock clock;

  public RolloutSteps(
      AgentClients agents,
      KnownLead lead,
      Swarm swarm,
      OverlayNetwork networks,
      OllamaService services,
      Images images,
      Replicas containers,
      StandaloneOllama standalone,
      ClientContainer clientContainer,
      Gateway gateway,
      Clock clock) {
    this.agents = agents;
    this.lead = lead;
    this.swarm = swarm;
    this.networks = networks;
    this.services = services;
    this.images = images;
    this.containers = containers;
    this.standalone = standalone;
    this.clientContainer = clientContainer;
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * The steps of the phases that {@code spec} names.
   *
   * @param former what earlier rollouts may have left on servers
   * @param log of the rollout: a long step tells there what it is doing
   */
  public List<PlannedStep> plan(ClusterSpec spec, Former former, Proofs proofs, EventLog log) {
    var store = new StoreFacts(spec.storeAgent(), agents);
    var client =
        new OllamaClient(
            "http://%s:%d".formatted(spec.leadAddress(), spec.gateway().port()),
            spec.proof().answer());
    var plan = new ArrayList<PlannedStep>();
    plan.addAll(storePhase(spec, former, store));
    plan.addAll(deployPhase(spec, store, client, proofs, log));
    plan.addAll(provePhase(spec, client, proofs));
    plan.addAll(settlePhase(spec, client));
    return plan.stream().filter(step -> spec.phases().contains(step.phase().label())).toList();
  }

  /** What the agents of these servers say that they have changed. */
  public CountedChanges changes(ClusterSpec spec) {
    return CountedChanges.now(spec, agents);
  }

  /**
   * Node by node: one whose mount is given up for another has its label again before the next one
   * loses its own. A node that goes has the store until it has left it, and one that is yet to move
   * has it at its old path: the export is narrowed at last.
   */
  private List<PlannedStep> storePhase(ClusterSpec spec, Former former, StoreFacts store) {
    var steps = new ArrayList<PlannedStep>();
    Consumer<Step> then = step -> steps.add(new PlannedStep(Phase.STORE, step, false));
    then.accept(new Preflight(spec, agents, gateway, clock));
    then.accept(takeLead(spec));
    var last = exportSpec(spec, spec.exportClients());
    var wide =
        exportSpec(spec, former.with(spec.exportClients()))
            .keepingFormer(former.hadAnotherPath(spec));
    then.accept(new ExportStore("store.export", spec.storeAgent(), wide, last, agents));
    var mount = new MountSpec(spec.storeAddress(), spec.store().path(), spec.store().mountPoint());
    var service = spec.service();
    var longest = service.longestAnswer();
    var others = new OtherNodes(service.name(), longest.plus(service.startLimit()), services);
    then.accept(new ActivateSwarm(spec.leadAddress(), swarm));
    var mounting = spec.mountingAgents();
    spec.nodeAgents()
        .forEach(
            (node, agent) -> {
              if (mounting.containsKey(node)) {
                then.accept(
                    new MountStore(node, agent, mount, longest, others, store, swarm, agents));
              }
              then.accept(new LabelNode(node, agent, store, swarm, agents));
            });
    former
        .nodesBeyond(spec)
        .forEach(node -> then.accept(new LeaveNode(node, longest, others, swarm, agents)));
    if (!wide.equals(last)) {
      then.accept(new ExportStore("store.export.narrow", spec.storeAgent(), last, last, agents));
    }
    return steps;
  }

  /** With what the guide's rollback ends, where no container serves the port by then. */
  public PlannedStep singleContainer(ClusterSpec spec) {
    var client =
        new OllamaClient(
            "http://127.0.0.1:%d".formatted(spec.gateway().port()), Duration.ofSeconds(5));
    var step =
        new StartSingleContainer(
            spec.gateway().port(),
            spec.gatewaySpec().container(),
            spec.service().image(),
            spec.store().mountPoint() + "/models",
            spec.service().longestAnswer(),
            standalone,
            client);
    return new PlannedStep(Phase.STORE, step, false);
  }

  /** Has all agents follow this server. */
  public TakeLead takeLead(ClusterSpec spec) {
    var all = new ArrayList<>(List.of(spec.storeAgent()));
    all.addAll(spec.nodeAgents().values());
    return new TakeLead(spec.lead(), all, lead, agents);
  }

  private List<PlannedStep> deployPhase(
      ClusterSpec spec, StoreFacts store, OllamaClient client, Proofs proofs, EventLog log) {
    var service = spec.service();
    var steps = new ArrayList<PlannedStep>();
    Consumer<Step> then = step -> steps.add(new PlannedStep(Phase.DEPLOY, step, false));
    BiConsumer<String, Step> meanwhile =
        (lane, step) -> steps.add(new PlannedStep(Phase.DEPLOY, step, false, lane));
    for (var model : spec.models()) {
      meanwhile.accept("models", new PullModel(spec.storeAgent(), model, agents, log));
    }
    meanwhile.accept(
        "network", new CreateNetwork(service.network(), service.longestAnswer(), networks));
    var leadAgent = spec.leadAgent();
    spec.leadFirst()
        .forEach(
            (node, agent) ->
                meanwhile.accept(
                    "images",
                    new ProvideImage(
                        "deploy.image." + node, node, agent, leadAgent, service.image(), agents)));
    spec.gatewaySpec()
        .ownImage()
        .ifPresent(
            image ->
                meanwhile.accept(
                    "images",
                    new ProvideImage(
                        "deploy.gateway-image", spec.lead(), leadAgent, leadAgent, image, agents)));
    Supplier<ServiceSpec> wanted = () -> serviceSpec(spec, store);
    then.accept(new RenewGatewayFile(spec.gatewaySpec(), gateway));
    then.accept(new DeployService(service.name(), wanted, services));
    then.accept(new HealthyReplicas(wanted, service.name(), service.startLimit(), services));
    steps.add(
        interrupting(
            new RetireOldContainer(
                spec.gateway().port(),
                spec.gatewaySpec().container(),
                service.longestAnswer(),
                standalone)));
    steps.add(interrupting(new RouteThroughGateway(spec.gatewaySpec(), gateway, log::note)));
    then.accept(
        new ProveAnswer(
            spec.models(), service.image(), service.network(), client, clientContainer, proofs));
    return steps;
  }

  private List<PlannedStep> provePhase(ClusterSpec spec, OllamaClient client, Proofs proofs) {
    var count = replicaCount(spec);
    var replicas = spec.service().replicas().proved();
    var proof = spec.proof();
    var name = spec.service().name();
    return java.util.stream.Stream.of(
            new ProveScaling(replicas, count, proofs, clock),
            new ProveBalance(
                proof.requests(),
                proof.smallestShare(),
                replicas,
                name,
                count,
                client,
                containers,
                proofs),
            new ProveRecovery(
                replicas,
                name,
                proof.recovery(),
                count,
                client,
                services,
                containers,
                proofs,
                clock))
        .map(step -> new PlannedStep(Phase.PROVE, step, false))
        .toList();
  }

  private List<PlannedStep> settlePhase(ClusterSpec spec, OllamaClient client) {
    var service = spec.service();
    var step =
        new SettleReplicas(
            service.replicas().last(), service.name(), replicaCount(spec), client, services);
    return List.of(new PlannedStep(Phase.SETTLE, step, false));
  }

  private static PlannedStep interrupting(Step step) {
    return new PlannedStep(Phase.DEPLOY, step, true);
  }

  private ReplicaCount replicaCount(ClusterSpec spec) {
    return new ReplicaCount(
        spec.service().name(), spec.service().startLimit(), services, gateway, spec.gatewaySpec());
  }

  private static ExportSpec exportSpec(ClusterSpec spec, List<String> clients) {
    return new ExportSpec(spec.store().path(), clients, spec.store().options());
  }

  private ServiceSpec serviceSpec(ClusterSpec spec, StoreFacts store) {
    var service = spec.service();
    var route = gateway.observe(spec.gatewaySpec());
    return new ServiceSpec(
        service.name(),
        resolved(service.image()),
        service.replicas().first(),
        service.network(),
        spec.store().mountPoint() + "/models",
        LabelNode.LABEL,
        store.id(),
        new Resources(
            service.memoryBytes(), service.memoryBytes(), Resources.nanoCpus(service.cpus())),
        service.parallel(),
        service.keepAlive(),
        service.contextLength(),
        service.longestAnswer(),
        spec.models().getFirst(),
        11434,
        route.entryPoint(),
        route.provider());
  }

  /**
   * A name such as {@code latest} means one digest for the whole service, where a registry gave the
   * image one.
   */
  private String resolved(String reference) {
    var digests = images.inspect(reference).digests();
    return digests.isEmpty() ? reference : digests.getFirst();
  }
}
