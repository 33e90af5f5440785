package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.AgentClients;
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
import com.wizardsofts.ollamaswarm.node.rollout.drain.LookAtMountPoint;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.FormerConfigs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.store.FormerNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LabelNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.StoreFacts;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.container.ClientContainer;
import com.wizardsofts.ollamaswarm.node.swarm.container.ExactImage;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.OwnLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Resources;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the steps of the second phase: models, service and gateway. */
@ApplicationScoped
public class DeploySteps {
  private final AgentClients agents;
  private final OverlayNetwork networks;
  private final OllamaService services;
  private final Images images;
  private final StandaloneOllama standalone;
  private final ClientContainer clientContainer;
  private final Gateway gateway;
  private final FormerConfigs formerConfigs;
  private final Await await;

  public DeploySteps(
      AgentClients agents,
      OverlayNetwork networks,
      OllamaService services,
      Images images,
      StandaloneOllama standalone,
      ClientContainer clientContainer,
      Gateway gateway,
      FormerConfigs formerConfigs,
      Await await) {
    this.agents = agents;
    this.networks = networks;
    this.services = services;
    this.images = images;
    this.standalone = standalone;
    this.clientContainer = clientContainer;
    this.gateway = gateway;
    this.formerConfigs = formerConfigs;
    this.await = await;
  }

  /** For this desired state; a long step tells {@code log} what it is doing. */
  Steps of(ClusterSpec spec, StoreFacts store, Proofs proofs, EventLog log) {
    return new Steps(spec, store, proofs, log);
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
        client,
        await);
  }

  /** The service as it is to be, with the store of this id. */
  ServiceSpec service(ClusterSpec spec, String storeId) {
    var service = spec.service();
    var route = gateway.observe(spec.gatewaySpec());
    return new ServiceSpec(
        service.name(),
        resolved(service.image()),
        service.replicas().first(),
        service.network(),
        spec.store().mountPoint() + "/models",
        LabelNode.LABEL,
        storeId,
        new Resources(
            service.memoryBytes(), service.reservedBytes(), Resources.nanoCpus(service.cpus())),
        service.parallel(),
        service.keepAlive(),
        service.contextLength(),
        service.longestAnswer(),
        spec.models().getFirst(),
        11434,
        route.entryPoint(),
        route.provider(),
        new OwnLabels(service.labels()));
  }

  /**
   * A name such as {@code latest} means one digest for the whole service, where a registry gave the
   * image one.
   */
  private String resolved(String reference) {
    return ExactImage.of(images.inspect(reference));
  }

  /** The steps for one desired state. */
  final class Steps {
    private final ClusterSpec spec;
    private final StoreFacts store;
    private final Proofs proofs;
    private final EventLog log;

    private Steps(ClusterSpec spec, StoreFacts store, Proofs proofs, EventLog log) {
      this.spec = spec;
      this.store = store;
      this.proofs = proofs;
      this.log = log;
    }

    /** At the mounts that this phase takes in the end. */
    List<Step> looksAtFormerMounts(Former former) {
      return spec.phases().contains(Phase.DEPLOY.label())
          ? former.mountPointsBeyond(spec).stream().<Step>map(this::look).toList()
          : List.of();
    }

    private LookAtMountPoint look(FormerNode node) {
      return new LookAtMountPoint(
          node.name(),
          node.agent(),
          node.mountPoint().orElseThrow(),
          spec.service().name(),
          () -> node.name().equals(spec.lead()) ? retired() : Optional.empty(),
          agents);
    }

    private Optional<String> retired() {
      return standalone
          .find(spec.gateway().port(), spec.gatewaySpec().container())
          .map(Standalone::name);
    }

    List<Step> models() {
      return spec.models().stream()
          .<Step>map(model -> new PullModel(spec.storeAgent(), model, agents, log, await))
          .toList();
    }

    Step network() {
      var service = spec.service();
      return new CreateNetwork(service.network(), service.longestAnswer(), networks, await);
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
      return new DeployService(
          spec.service().name(), this::serviceSpec, services, formerConfigs::ids, log::note);
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
          standalone,
          log::note);
    }

    Step gateway() {
      return new RouteThroughGateway(spec.gatewaySpec(), gateway, log::note);
    }

    Step answer() {
      var service = spec.service();
      return new ProveAnswer(
          spec.models(),
          service.image(),
          service.network(),
          client(),
          clientContainer,
          proofs,
          await);
    }

    private ServiceSpec serviceSpec() {
      return DeploySteps.this.service(spec, store.id());
    }

    private OllamaClient client() {
      return new OllamaClient(
          "http://%s:%d".formatted(spec.leadAddress(), spec.gateway().port()),
          spec.proof().answer());
    }
  }
}
