package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.rollout.drain.LeaveMountPoint;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.drain.TiedNode;
import com.wizardsofts.ollamaswarm.node.rollout.drain.Unmounting;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.store.ActivateSwarm;
import com.wizardsofts.ollamaswarm.node.rollout.store.ExportStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.FormerNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LabelNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LeaveNode;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtGateway;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtRoom;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtService;
import com.wizardsofts.ollamaswarm.node.rollout.store.MountStore;
import com.wizardsofts.ollamaswarm.node.rollout.store.Preflight;
import com.wizardsofts.ollamaswarm.node.rollout.store.StoreFacts;
import com.wizardsofts.ollamaswarm.node.rollout.store.TakeLead;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes the steps of the first phase: every node has the store, read-only. */
@ApplicationScoped
public class StoreSteps {
  private final AgentClients agents;
  private final KnownLead lead;
  private final Swarm swarm;
  private final OllamaService services;
  private final Gateway gateway;
  private final Clock clock;
  private final Await await;

  public StoreSteps(
      AgentClients agents,
      KnownLead lead,
      Swarm swarm,
      OllamaService services,
      Gateway gateway,
      Clock clock,
      Await await) {
    this.agents = agents;
    this.lead = lead;
    this.swarm = swarm;
    this.services = services;
    this.gateway = gateway;
    this.clock = clock;
    this.await = await;
  }

  /** For this desired state; {@code note} is told what a step has to say beside its end. */
  Steps of(ClusterSpec spec, Former former, StoreFacts store, Consumer<String> note) {
    return new Steps(spec, former, store, note);
  }

  /** Has all agents follow this server. */
  TakeLead takeLead(ClusterSpec spec) {
    var all = new ArrayList<>(List.of(spec.storeAgent()));
    all.addAll(spec.leadFirst().values());
    return new TakeLead(spec.lead(), all, lead, agents);
  }

  /** The steps for one desired state. */
  final class Steps {
    private final ClusterSpec spec;
    private final Former former;
    private final StoreFacts store;
    private final Consumer<String> note;

    private Steps(ClusterSpec spec, Former former, StoreFacts store, Consumer<String> note) {
      this.spec = spec;
      this.former = former;
      this.store = store;
      this.note = note;
    }

    Step preflight() {
      return new Preflight(spec, agents, clock);
    }

    /** At what the next phase needs. */
    List<Step> looks() {
      return spec.phases().contains(Phase.DEPLOY.label())
          ? List.of(
              new LookAtGateway(spec.gatewaySpec(), gateway),
              new LookAtRoom(spec.storeAgent(), spec.models(), agents),
              new LookAtService(spec.service().name(), swarm, services))
          : List.of();
    }

    Step takeLead() {
      return StoreSteps.this.takeLead(spec);
    }

    /**
     * A node that goes has the store until it has left it, and one that is yet to move has it at
     * its old path: the export is narrowed at last.
     */
    Step export() {
      return new ExportStore("store.export", spec.storeAgent(), wideExport(), lastExport(), agents);
    }

    List<Step> narrowedExport() {
      return isReadAtFormerPlace() ? List.of() : narrowedExport("store.export.narrow");
    }

    /** Where the store is moved on its server and on the nodes: once nothing reads it as it was. */
    List<Step> formerExport() {
      return isReadAtFormerPlace() ? narrowedExport("deploy.export.narrow") : List.of();
    }

    private boolean isReadAtFormerPlace() {
      return former.hadAnotherPath(spec) && !former.mountPointsBeyond(spec).isEmpty();
    }

    private List<Step> narrowedExport(String id) {
      var last = lastExport();
      return wideExport().equals(last)
          ? List.of()
          : List.of(new ExportStore(id, spec.storeAgent(), last, last, agents));
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
                      new MountStore(
                          node, agent, mount, unmounting, others, store, swarm, agents, note));
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

    /** Where the nodes had the store before; only once the service reads it elsewhere. */
    List<Step> formerMountPoints() {
      return former.mountPointsBeyond(spec).stream()
          .<Step>map(node -> leave(node, node.mountPoint().orElseThrow()))
          .toList();
    }

    private LeaveMountPoint leave(FormerNode node, String mountPoint) {
      var tied =
          new TiedNode(node.agent(), node.mountPoint(), unmounting(), otherNodes(), swarm, agents);
      return new LeaveMountPoint(node.name(), mountPoint, tied);
    }

    private OtherNodes otherNodes() {
      var service = spec.service();
      return new OtherNodes(
          service.name(),
          ServiceJson.longestReplacement(1, service.startLimit(), service.longestAnswer()),
          services);
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
  }
}
