package com.wizardsofts.ollamaswarm.node.cluster.label;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks the agents of all nodes at the same time whether their mounts are proved. */
final class ProofLook {
  /** Longer than an agent looks through its mount while the store is away (5 s unless set). */
  private static final long LIMIT_SECONDS = 15;

  private final AgentClients agents;
  private final ClusterSpec spec;

  ProofLook(AgentClients agents, ClusterSpec spec) {
    this.agents = agents;
    this.spec = spec;
  }

  Map<Node, Proof> at(List<Node> nodes) {
    var ofStore = CompletableFuture.supplyAsync(this::nodeOfStore, Thread::startVirtualThread);
    var running = new LinkedHashMap<Node, CompletableFuture<Proof>>();
    for (var node : nodes) {
      running.put(
          node,
          CompletableFuture.supplyAsync(() -> at(node, ofStore.join()), Thread::startVirtualThread)
              .completeOnTimeout(Proof.UNKNOWN, LIMIT_SECONDS, TimeUnit.SECONDS));
    }
    var seen = new LinkedHashMap<Node, Proof>();
    running.forEach((node, look) -> seen.put(node, look.join()));
    return seen;
  }

  private Proof at(Node node, Optional<String> ofStore) {
    try {
      var holds =
          ofStore.filter(node.id()::equals).isPresent()
              ? agents.nfs(spec.storeAgent(), NfsAgentApi::store).id().equals(node.storeId())
              : isProved(
                  agents.node(node.agent(), a -> a.mount(mountPoint(), true, null, null)),
                  node.storeId());
      return holds ? Proof.HOLDS : Proof.FAILS;
    } catch (ProblemException e) {
      return e.problem().is(ProblemCode.STORE_UNUSABLE) ? Proof.FAILS : Proof.UNKNOWN;
    }
  }

  /** Its store is local: there is no mount to prove, and nfs-agent knows best. */
  private Optional<String> nodeOfStore() {
    try {
      return spec.nodeAgentOfStore()
          .map(agent -> agents.node(agent, NodeAgentApi::status).swarmNodeId());
    } catch (ProblemException e) {
      // It will not answer about a mount either.
      return Optional.empty();
    }
  }

  private String mountPoint() {
    return spec.store().mountPoint();
  }

  private static boolean isProved(MountState mount, String storeId) {
    return mount.networkType() && storeId.equals(mount.storeId()) && mount.writeRefused();
  }
}
