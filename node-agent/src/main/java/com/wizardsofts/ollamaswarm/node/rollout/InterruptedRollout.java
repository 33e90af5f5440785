package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig.Rollout.Interrupted;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Lets a rollout that the lead's own end interrupted go on when the lead starts. */
@ApplicationScoped
public class InterruptedRollout {
  private static final Logger LOG = Logger.getLogger(InterruptedRollout.class);

  private final Rollouts rollouts;
  private final EventLogs logs;
  private final NodeAgentConfig config;
  private final AgentClients agents;
  private final Await await;

  public InterruptedRollout(
      Rollouts rollouts, EventLogs logs, NodeAgentConfig config, AgentClients agents, Await await) {
    this.rollouts = rollouts;
    this.logs = logs;
    this.config = config;
    this.agents = agents;
    this.await = await;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("interrupted rollout").start(this::resume);
  }

  private void resume() {
    try {
      rollouts.interrupted().ifPresent(this::resumeOrSay);
    } catch (ProblemException e) {
      LOG.errorf("an interrupted rollout cannot go on: %s", e.problem().text());
    }
  }

  /** Who follows it would wait for ever, and who asks for it not know why it stands still. */
  private void resumeOrSay(String id) {
    try {
      resume(id);
    } catch (ProblemException e) {
      logs.waits(id, e.problem());
      throw e;
    }
  }

  private void resume(String id) {
    if (config.rollout().interrupted() == Interrupted.WAIT) {
      LOG.warnf("%s was interrupted; it waits for: ollama-swarm resume %s", id, id);
      return;
    }
    var spec = RolloutOrder.of(logs.get(id).events().getFirst()).spec();
    // After a power cut every server starts, and this agent's own port opens after this call.
    await.holds(config.rollout().agentsTimeout(), Duration.ofMillis(500), () -> allAnswer(spec));
    rollouts.resumeInterrupted(id);
  }

  private boolean allAnswer(ClusterSpec spec) {
    try {
      var _ = agents.nfs(spec.storeAgent(), NfsAgentApi::status);
      spec.nodeAgents().values().forEach(a -> agents.node(a, NodeAgentApi::status));
      return true;
    } catch (ProblemException e) {
      LOG.debugf("not all agents answer yet: %s", e.problem().text());
      return false;
    }
  }
}
