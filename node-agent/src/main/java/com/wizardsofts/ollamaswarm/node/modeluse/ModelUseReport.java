package com.wizardsofts.ollamaswarm.node.modeluse;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.problem.LastingProblem;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells the store's server which models are wanted and loaded, so that it deletes none of them.
 * Only the lead knows, and it tells all or nothing: with one replica that cannot be asked, no model
 * is known to be free.
 */
@ApplicationScoped
public class ModelUseReport {
  private static final Logger LOG = Logger.getLogger(ModelUseReport.class);

  private final ClusterFile clusterFile;
  private final Swarm swarm;
  private final OllamaService services;
  private final AgentClients agents;
  private final LastingProblem problem =
      new LastingProblem(LOG::warn, "the store's server was not told which models are in use");

  public ModelUseReport(
      ClusterFile clusterFile, Swarm swarm, OllamaService services, AgentClients agents) {
    this.clusterFile = clusterFile;
    this.swarm = swarm;
    this.services = services;
    this.agents = agents;
  }

  /** The store's server believes it for a minute: two reports may be lost. */
  @Scheduled(every = "20s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void report() {
    if (clusterFile.isHere()) {
      problem.during(this::tell);
    }
  }

  private void tell() {
    var spec = clusterFile.read();
    var use = new ModelUse(spec.models(), loaded(spec.service().name()));
    agents.nfs(
        spec.storeAgent(),
        agent -> {
          agent.putModelUse(use);
          return use;
        });
  }

  private Map<String, List<String>> loaded(String service) {
    var loaded = new TreeMap<String, List<String>>();
    for (var node : holders(service)) {
      loaded.put(node.hostname(), agents.node(node.agent(), agent -> agent.loadedModels(service)));
    }
    return loaded;
  }

  /** Nodes with a task that may have a model in memory or is about to. */
  private Collection<Node> holders(String service) {
    var state = swarm.state();
    if (state.state().equals("inactive")) {
      return List.of();
    }
    var ids =
        services.tasks(service).stream()
            .filter(Task::isAlive)
            .map(Task::nodeId)
            .collect(Collectors.toSet());
    return state.nodes().stream().filter(node -> ids.contains(node.id())).toList();
  }
}
