package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This server in one look; an Engine that is away is part of the picture, not an error. */
@ApplicationScoped
public class NodeStatus {
  private static final String AGENT = "node-agent";
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final DockerEngine engine;
  private final HostFiles files;
  private final Clock clock;
  private final String version;

  public NodeStatus(
      DockerEngine engine,
      HostFiles files,
      Clock clock,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.engine = engine;
    this.files = files;
    this.clock = clock;
    this.version = version;
  }

  ServerStatus now() {
    var host = files.read(HOST_NAME).map(String::strip).orElse("");
    try {
      var info = engine.get("/info");
      var swarm = info.path("Swarm");
      var nodeId = swarm.path("NodeID").asText();
      return new ServerStatus(
          AGENT,
          version,
          host,
          info.path("ServerVersion").asText(),
          swarm.path("LocalNodeState").asText("inactive"),
          nodeId.isEmpty() ? null : nodeId,
          swarm.path("ControlAvailable").asBoolean(),
          clock.instant());
    } catch (ProblemException e) {
      if (!e.problem().code().equals(ProblemCode.DOCKER_UNREACHABLE.code())) {
        throw e;
      }
      return new ServerStatus(AGENT, version, host, null, "unknown", null, false, clock.instant());
    }
  }
}
