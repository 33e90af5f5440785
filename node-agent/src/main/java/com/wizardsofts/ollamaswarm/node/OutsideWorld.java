package com.wizardsofts.ollamaswarm.node;

import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What the agent's classes are given from outside: the Engine, the time, and waiting. */
class OutsideWorld {

  @Produces
  @Singleton
  DockerEngine engine(NodeAgentConfig config) {
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
