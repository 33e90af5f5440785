package com.wizardsofts.ollamaswarm.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.lead.OrdersOfTheLead;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** This server in one look; an Engine that is away is part of the picture, not an error. */
@ApplicationScoped
public class ThisServer {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final String agent;
  private final String version;
  private final DockerEngine engine;
  private final HostFiles files;
  private final OrdersOfTheLead orders;
  private final Clock clock;
  private final Instant since;

  public ThisServer(
      @ConfigProperty(name = "quarkus.application.name") String agent,
      @ConfigProperty(name = "quarkus.application.version") String version,
      DockerEngine engine,
      HostFiles files,
      OrdersOfTheLead orders,
      Clock clock) {
    this.agent = agent;
    this.version = version;
    this.engine = engine;
    this.files = files;
    this.orders = orders;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** What it is now. */
  public ServerStatus status() {
    var info = info();
    var swarm = info.path("Swarm");
    return new ServerStatus(
        agent,
        version,
        host(),
        text(info, "ServerVersion"),
        swarm.path("LocalNodeState").asText(info.isMissingNode() ? "unknown" : "inactive"),
        text(swarm, "NodeID"),
        swarm.path("ControlAvailable").asBoolean(),
        clock.instant(),
        since,
        orders.carriedOut() + files.changes() + engine.changes());
  }

  /** Its name, as the kernel has it. */
  public String host() {
    return files.read(HOST_NAME).map(String::strip).orElse("");
  }

  private JsonNode info() {
    try {
      return engine.get("/info");
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.DOCKER_UNREACHABLE)) {
        throw e;
      }
      return MissingNode.getInstance();
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    var text = node.path(field).asText();
    return text.isEmpty() ? null : text;
  }
}
