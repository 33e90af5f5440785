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
import com.wizardsofts.ollamaswarm.node.rollout.drain.Unmounting;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveBalance;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveRecovery;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveScaling;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ReplicaCount;
import com.wizardsofts.ollamaswarm.node.rollout.settle.SettleReplicas;
import com.wizardsofts.ollamaswarm.node.rollout.store.ActivateSwarm;
import com.wizardsofts.ollamaswarm.node.rollout.store.ExportStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.LabelNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LeaveNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtGateway;
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
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the steps of a rollout, each with what it needs of the duties. */
@ApplicationScoped
public class StepMaker {
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
  private final Await await;

  public StepMaker(
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
      Clock clock,
      Await await) {
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
    this.await = await;
  }

  /** The steps for this desired state. */
  Steps steps(ClusterSpec spec, Former former, Proofs proofs, EventLog log) {
    return new Steps(spec, former, proofs, log);
  }

  /** Has all agents follow this server. */
  TakeLead takeLead(ClusterSpec spec) {
    var all = new ArrayList<>(List.of(spec.storeAgent()));
    all.addAll(spec.nodeAgents().values());
    return new TakeLead(spec.lead(), all, lead, agents);
  }

  /** One container, the guide's old way, that reads the mounted store. */
  Step singleContainer(ClusterSpec spec) {
    var client =
        new OllamaClient(
            "http://127.0.0.1:%d".formatted(spec.gateway().port()), Duration.ofSeconds(5));
    return new StartSingleContainer(
        spec.gateway().port(),
        spec.gatewaySpec().container(),
        spec.service().image(),
        spec.store().mountPoint() + "/models",
        spec.service().longestAnswer(),
        standalone,
        client);
  }

  /** The steps for one desired state. */
  final class Steps {
    private final ClusterSpec spec;
    private final Former former;
    private final Proofs proofs;
    private final EventLog log;
    private final StoreFacts store;
    private final OllamaClient client;

    private Steps(ClusterSpec spec, Former former, Proofs proofs, EventLog log) {
      this.spec = spec;
      this.former = former;
      this.proofs = proofs;
      this.log = log;
      this.store = new StoreFacts(spec.storeAgent(), agents);
      this.client =
          new OllamaClient(
              "http://%s:%d".formatted(spec.leadAddress(), spec.gateway().port()),
              spec.proof().answer());
    }

    Step preflight() {
      return new Preflight(spec, agents, clock);
    }

    List<Step> gatewayLook() {
      return spec.phases().contains(Phase.DEPLOY.label())
          ? List.of(new LookAtGateway(spec.gatewaySpec(), gateway))
          : List.of();
    }

    Step takeLead() {
      return StepMaker.this.takeLead(spec);
    }

    /**
     * A node that goes has the store until it has left it, and one that is yet to move has it at
     * its old path: the export is narrowed at last.
     */
    Step export() {
      return new ExportStore("store.export", spec.storeAgent(), wideExport(), lastExport(), agents);
    }

    List<Step> narrowedExport() {
      var last = lastExport();
      return wideExport().equals(last)
          ? List.of()
          : List.of(new ExportStore("store.export.narrow", spec.storeAgent(), last, last, agents));
    }

    Step swarm() {
      return new ActivateSwarm(spec.leadAddress(), swarm);
    }

    /**
     * Node by node: one whose mount is given up for another has its label again before the next one
     * loses its own.
     */
    List<Step> nodes() {
      var mount =
          new MountSpec(spec.storeAddress(), spec.store().path(), spec.store().mountPoint());
      var unmounting = unmounting();
      var others = otherNodes();
      var mounting = spec.mountingAgents();
      var steps = new ArrayList<Step>();
      spec.nodeAgents()
          .forEach(
              (node, agent) -> {
                if (mounting.containsKey(node)) {
                  steps.add(
                      new MountStore(node, agent, mount, unmounting, others, store, swarm, agents));
                }
                steps.add(new LabelNode(node, agent, others, store, swarm, agents));
              });
      return steps;
    }

    List<Step> formerNodes() {
      var unmounting = unmounting();
      var others = otherNodes();
      return former.nodesBeyond(spec).stream()
          .<Step>map(node -> new LeaveNode(node, unmounting, others, swarm, agents))
          .toList();
    }

    List<Step> models() {
      return spec.models().stream()
          .<Step>map(model -> new PullModel(spec.storeAgent(), model, agents, log))
          .toList();
    }

    Step network() {
      return new CreateNetwork(spec.service().network(), spec.service().longestAnswer(), networks);
    }

    List<Step> images() {
      var steps = new ArrayList<Step>();
      var image = spec.service().image();
      spec.leadFirst()
          .forEach(
              (node, agent) ->
                  steps.add(
                      new ProvideImage(
                          "deploy.image." + node, node, agent, spec.leadAgent(), image, agents)));
      spec.gatewaySpec()
          .ownImage()
          .ifPresent(
              own ->
                  steps.add(
                      new ProvideImage(
                          "deploy.gateway-image",
                          spec.lead(),
                          spec.leadAgent(),
                          spec.leadAgent(),
                          own,
                          agents)));
      return steps;
    }

    Step gatewayFile() {
      return new RenewGatewayFile(spec.gatewaySpec(), gateway);
    }

    Step service() {
      return new DeployService(spec.service().name(), this::serviceSpec, services);
    }

    Step healthyReplicas() {
      var service = spec.service();
      return new HealthyReplicas(this::serviceSpec, service.name(), service.startLimit(), services);
    }

    Step cutOver() {
      return new RetireOldContainer(
          spec.gateway().port(),
          spec.gatewaySpec().container(),
          spec.service().longestAnswer(),
          standalone);
    }

    Step gateway() {
      return new RouteThroughGateway(spec.gatewaySpec(), gateway, log::note);
    }

    Step answer() {
      var service = spec.service();
      return new ProveAnswer(
          spec.models(), service.image(), service.network(), client, clientContainer, proofs);
    }

    Step scaling() {
      return new ProveScaling(spec.service().replicas().proved(), count(), proofs, clock);
    }

    Step balance() {
      return new ProveBalance(
          spec.proof().requests(),
          spec.proof().smallestShare(),
          spec.service().replicas().proved(),
          spec.service().name(),
          count(),
          client,
          containers,
          proofs);
    }

    Step recovery() {
      return new ProveRecovery(
          spec.service().replicas().proved(),
          spec.service().name(),
          spec.proof().recovery(),
          count(),
          client,
          services,
          containers,
          proofs,
          clock);
    }

    Step lastReplicas() {
      return new SettleReplicas(
          spec.service().replicas().last(), spec.service().name(), count(), client, services);
    }

    private OtherNodes otherNodes() {
      var service = spec.service();
      return new OtherNodes(
          service.name(), service.longestAnswer().plus(service.startLimit()), services);
    }

    private Unmounting unmounting() {
      return new Unmounting(spec.service().longestAnswer(), agents, await);
    }

    private ExportSpec wideExport() {
      return export(former.with(spec.exportClients()));
    }

    private ExportSpec lastExport() {
      return export(spec.exportClients()).droppingFormer(former.hadAnotherPath(spec));
    }

    private ExportSpec export(List<String> clients) {
      return new ExportSpec(spec.store().path(), clients, spec.store().options());
    }

    private ReplicaCount count() {
      return new ReplicaCount(
          spec.service().name(),
          spec.service().startLimit(),
          services,
          gateway,
          spec.gatewaySpec());
    }

    private ServiceSpec serviceSpec() {
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
     * A name such as {@code latest} means one digest for the whole service, where a registry gave
     * the image one.
     */
    private String resolved(String reference) {
      var digests = images.inspect(reference).digests();
      return digests.isEmpty() ? reference : digests.getFirst();
    }
  }
}
