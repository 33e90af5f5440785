package com.wizardsofts.ollamaswarm.nfs;

import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What the agent's classes are given instead of finding it themselves. */
final class NfsAgentParts {

  @Produces
  @Singleton
  DockerEngine docker(NfsAgentConfig config) {
    return new DockerEngine(config.dockerHost());
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Await await() {
    return new Await();
  }
}
