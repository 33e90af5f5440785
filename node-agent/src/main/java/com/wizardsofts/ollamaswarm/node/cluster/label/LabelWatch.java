package com.wizardsofts.ollamaswarm.node.cluster.label;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.LastingProblem;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * On the lead: withdraws the label of a node whose mount is no longer proved, so that Swarm moves
 * its replicas, and gives it back with the proof. A node that no rollout has labelled is left
 * alone.
 */
@ApplicationScoped
public class LabelWatch {
  private static final Logger LOG = Logger.getLogger(LabelWatch.class);

  private final ClusterFile cluster;
  private final KnownLead known;
  private final Swarm swarm;
  private final AgentClients agents;
  private final LabelRule rule;
  private final LastingProblem problem =
      new LastingProblem(LOG::warn, "the nodes' labels are not looked after");

  public LabelWatch(
      ClusterFile cluster,
      KnownLead known,
      Swarm swarm,
      AgentClients agents,
      NodeAgentConfig config,
      Clock clock) {
    this.cluster = cluster;
    this.known = known;
    this.swarm = swarm;
    this.agents = agents;
    this.rule = new LabelRule(clock, config.mount().withdrawAfter());
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    if (cluster.isHere() && known.own().isPresent()) {
      problem.during(this::keepTrue);
    }
  }

  private void keepTrue() {
    var watched =
        swarm.state().nodes().stream()
            .filter(node -> node.isLabelled() || node.isWithdrawn())
            .toList();
    var seen = new ProofLook(agents, cluster.read()).at(watched);
    rule.after(seen).forEach(this::change);
  }

  private void change(LabelChange change) {
    swarm.moveLabel(change.node().id(), change.from(), change.to());
    LOG.warnf(
        change.to().equals(Node.STORE_LABEL)
            ? "%s has the store again: replicas may run there"
            : "%s no longer reads the store, others do: Swarm moves its replicas",
        change.node().hostname());
  }
}
