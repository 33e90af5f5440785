package com.wizardsofts.ollamaswarm.nfs;

import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The Docker Engine of this server, where the settings say that it listens. */
final class LocalEngine {

  @Produces
  @Singleton
  DockerEngine docker(NfsAgentConfig config) {
    return new DockerEngine(config.dockerHost());
  }
}
