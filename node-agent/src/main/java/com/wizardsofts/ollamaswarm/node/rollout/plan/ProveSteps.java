package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveBalance;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveRecovery;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ProveScaling;
import com.wizardsofts.ollamaswarm.node.rollout.prove.ReplicaCount;
import com.wizardsofts.ollamaswarm.node.rollout.settle.SettleReplicas;
import com.wizardsofts.ollamaswarm.node.swarm.replica.AllReplicas;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Makes the steps of the last two phases: the proofs, and how many replicas stay. */
@ApplicationScoped
public class ProveSteps {
  private final OllamaService services;
  private final AllReplicas all;
  private final Gateway gateway;
  private final Clock clock;
  private final Await await;

  public ProveSteps(
      OllamaService services, AllReplicas all, Gateway gateway, Clock clock, Await await) {
    this.services = services;
    this.all = all;
    this.gateway = gateway;
    this.clock = clock;
    this.await = await;
  }

  /** For this desired state. */
  Steps of(ClusterSpec spec, Proofs proofs) {
    return new Steps(spec, proofs);
  }

  /** The steps for one desired state. */
  final class Steps {
    private final ClusterSpec spec;
    private final Proofs proofs;
    private final OllamaClient client;

    private Steps(ClusterSpec spec, Proofs proofs) {
      this.spec = spec;
      this.proofs = proofs;
      this.client =
          new OllamaClient(
              "http://%s:%d".formatted(spec.leadAddress(), spec.gateway().port()),
              spec.proof().answer());
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
          all,
          proofs,
          await);
    }

    Step recovery() {
      return new ProveRecovery(
          spec.service().replicas().proved(),
          spec.service().name(),
          spec.proof().recovery(),
          count(),
          client,
          services,
          all,
          proofs,
          clock);
    }

    Step lastReplicas() {
      return new SettleReplicas(
          spec.service().replicas().last(), spec.service().name(), count(), client, services);
    }

    private ReplicaCount count() {
      var service = spec.service();
      return new ReplicaCount(
          service.name(),
          ServiceJson.longestReplacement(1, service.startLimit(), service.longestAnswer()),
          services,
          gateway,
          spec.gatewaySpec(),
          await);
    }
  }
}
