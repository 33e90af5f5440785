package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.run.CountedChanges;
import com.wizardsofts.ollamaswarm.node.rollout.store.FittingAgents;
import com.wizardsofts.ollamaswarm.node.rollout.store.GoneServers;
import com.wizardsofts.ollamaswarm.node.rollout.store.StoreFacts;
import com.wizardsofts.ollamaswarm.node.rollout.store.TakeLead;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The whole rollout, in order. It reads like the guide. */
@ApplicationScoped
public class RolloutSteps {
  /** Longer than a look at Docker; an agent that takes more of it is as good as away. */
  private static final Duration VERSIONS_LIMIT = Duration.ofSeconds(5);

  private final StoreSteps store;
  private final DeploySteps deploy;
  private final ProveSteps prove;
  private final AgentClients agents;
  private final String version;

  public RolloutSteps(
      StoreSteps store,
      DeploySteps deploy,
      ProveSteps prove,
      AgentClients agents,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.store = store;
    this.deploy = deploy;
    this.prove = prove;
    this.agents = agents;
    this.version = version;
  }

  /**
   * The steps of the phases that {@code spec} names.
   *
   * @param former what earlier rollouts may have left on servers
   * @param log of the rollout: a long step tells there what it is doing
   */
  public List<PlannedStep> plan(ClusterSpec spec, Former former, Proofs proofs, EventLog log) {
    var facts = new StoreFacts(spec.storeAgent(), agents);
    var toStore = store.of(spec, former, facts, log::note);
    var toDeploy = deploy.of(spec, facts, proofs, log);
    var toProve = prove.of(spec, proofs);
    var list = new StepList();
    list.phase(Phase.STORE)
        .then(toStore.preflight())
        .then(toStore.looks())
        .then(toDeploy.looksAtFormerMounts(former))
        .then(toStore.takeLead())
        .then(toStore.export())
        .then(toStore.swarm())
        .then(toStore.nodes())
        .then(toStore.formerNodes())
        .then(toStore.narrowedExport());
    list.phase(Phase.DEPLOY)
        .meanwhile("models", toDeploy.models())
        .meanwhile("network", List.of(toDeploy.network()))
        .meanwhile("images", toDeploy.images())
        .then(toDeploy.gatewayFile())
        .then(toDeploy.service())
        .then(toDeploy.healthyReplicas())
        .interrupting(toDeploy.cutOver())
        .interrupting(toDeploy.gateway())
        .then(toDeploy.answer())
        .then(toStore.formerMountPoints())
        .then(toStore.formerExport());
    list.phase(Phase.PROVE)
        .then(toProve.scaling())
        .then(toProve.balance())
        .then(toProve.recovery());
    list.phase(Phase.SETTLE).then(toProve.lastReplicas());
    return list.of(spec.phases());
  }

  /** With what the guide's rollback ends, where no container serves the port by then. */
  public PlannedStep singleContainer(ClusterSpec spec) {
    return new PlannedStep(Phase.STORE, deploy.singleContainer(spec), false);
  }

  /**
   * The service as a rollout would make it now, with the store of this id.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code gateway.missing}, {@code
   *     gateway.unsuitable}, {@code gateway.silent}, {@code gateway.file}: the gateway has a say in
   *     its labels
   */
  public ServiceSpec service(ClusterSpec spec, String storeId) {
    return deploy.service(spec, storeId);
  }

  /** Has all agents follow this server. */
  public TakeLead takeLead(ClusterSpec spec) {
    return store.takeLead(spec);
  }

  /** Throws {@code agent.version} when an agent that answers does not fit to this lead's. */
  public void requireFitting(ClusterSpec spec) {
    new FittingAgents(version, spec, agents, VERSIONS_LIMIT).require();
  }

  /** Throws {@code bad-input} for a server that a rollback needs. */
  public void requireGone(ClusterSpec spec, Former former, List<String> servers) {
    new GoneServers(spec, former.nodesBeyond(spec), agents).require(servers);
  }

  /** What the agents of these servers say that they have changed. */
  public CountedChanges changes(ClusterSpec spec) {
    return CountedChanges.now(spec, agents);
  }
}
