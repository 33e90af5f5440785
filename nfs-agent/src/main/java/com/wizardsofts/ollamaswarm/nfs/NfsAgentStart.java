package com.wizardsofts.ollamaswarm.nfs;

import com.wizardsofts.ollamaswarm.nfs.pull.PullContainer;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** No pull container outlives the agent that watches it, however that ended. */
@ApplicationScoped
public class NfsAgentStart {
  private static final Logger LOG = Logger.getLogger(NfsAgentStart.class);

  /** Less than the unit's stop limit of 5 s: the container is removed after it. */
  private static final Duration LAST_WORK = Duration.ofSeconds(3);

  private final PullContainer container;
  private final Operations operations;

  public NfsAgentStart(PullContainer container, Operations operations) {
    this.container = container;
    this.operations = operations;
  }

  void start(@Observes StartupEvent event) {
    removeLeftovers();
  }

  void stop(@Observes ShutdownEvent event) {
    // Ollama notes how far it is when a pull is cancelled, but not when it is killed.
    operations.cancelAll(LAST_WORK);
    removeLeftovers();
  }

  private void removeLeftovers() {
    try {
      container.removeAll();
    } catch (ProblemException e) {
      LOG.warnf("pull containers could not be looked for: %s", e.problem().text());
    }
  }
}
