package com.wizardsofts.ollamaswarm.nfs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The server that the agent runs on. */
@ApplicationScoped
public class StoreServer {
  private static final Logger LOG = Logger.getLogger(StoreServer.class);
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final String agent;
  private final String version;
  private final HostFiles files;
  private final DockerEngine docker;
  private final Clock clock;

  public StoreServer(
      @ConfigProperty(name = "quarkus.application.name") String agent,
      @ConfigProperty(name = "quarkus.application.version") String version,
      HostFiles files,
      DockerEngine docker,
      Clock clock) {
    this.agent = agent;
    this.version = version;
    this.files = files;
    this.docker = docker;
    this.clock = clock;
  }

  /** What it is now; an Engine that is away is part of the answer, not a problem. */
  public ServerStatus status() {
    var info = dockerInfo();
    var swarm = info.path("Swarm");
    return new ServerStatus(
        agent,
        version,
        files.read(HOST_NAME).orElse("").strip(),
        text(info, "ServerVersion"),
        swarm.path("LocalNodeState").asText("inactive"),
        text(swarm, "NodeID"),
        swarm.path("ControlAvailable").asBoolean(),
        clock.instant());
  }

  private JsonNode dockerInfo() {
    try {
      return docker.get("/info");
    } catch (ProblemException e) {
      LOG.debugf("the Docker Engine: %s", e.problem().text());
      return MissingNode.getInstance();
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    var text = node.path(field).asText();
    return text.isEmpty() ? null : text;
  }
}
