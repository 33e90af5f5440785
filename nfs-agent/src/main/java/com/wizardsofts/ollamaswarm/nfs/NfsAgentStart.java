package com.wizardsofts.ollamaswarm.nfs;

import com.wizardsofts.ollamaswarm.nfs.model.PullContainer;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** No pull container outlives the agent that watches it, however that ended. */
@ApplicationScoped
public class NfsAgentStart {
  private static final Logger LOG = Logger.getLogger(NfsAgentStart.class);

  private final PullContainer container;

  public NfsAgentStart(PullContainer container) {
    this.container = container;
  }

  void start(@Observes StartupEvent event) {
    removeLeftovers();
  }

  void stop(@Observes ShutdownEvent event) {
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
