package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.util.Optional;

/** Whether something else has the port of this server that the gateway is to publish. */
public final class PortHolder {
  private final Containers containers;
  private final HostFiles files;

  /** Asks this Engine, and the kernel for programs outside of containers. */
  public PortHolder(Containers containers, HostFiles files) {
    this.containers = containers;
    this.files = files;
  }

  /**
   * @param gateway the container that is to have the port, as it is; nothing when there is none
   * @param beforeCutOver whether Ollama may have the port still: the old container, or the service
   *     by Swarm's routing mesh, as the guide publishes it
   * @return {@code port.taken}; nothing while the port is the gateway's or free
   */
  public Optional<Problem> refusal(
      GatewaySpec spec, Optional<TraefikContainer> gateway, boolean beforeCutOver) {
    var port = spec.port();
    if (gateway.filter(c -> c.running() && c.publishes(port)).isPresent()) {
      return Optional.empty();
    }
    var container = containers.holderOf(port);
    if (container.isPresent()) {
      return container
          .filter(name -> !beforeCutOver || !isOllama(name))
          .map(name -> taken(spec, "the container '%s'".formatted(name)));
    }
    if (!ListeningPorts.in(files, Path.of("/proc/net")).contains(port)) {
      return Optional.empty();
    }
    var service = containers.meshHolderOf(port);
    if (service.isPresent()) {
      return service
          .filter(name -> !beforeCutOver || !name.equals(spec.service()))
          .map(name -> taken(spec, "the service '%s'".formatted(name)));
    }
    return Optional.of(taken(spec, "a program that is not in a container"));
  }

  private boolean isOllama(String name) {
    return containers
        .find(name)
        .filter(c -> Standalone.isOllama(c.inspect().path("Config").path("Image").asText()))
        .isPresent();
  }

  private static Problem taken(GatewaySpec spec, String holder) {
    var problem =
        ProblemCode.PORT_TAKEN.problem(
            "Port %d of this server is held by %s".formatted(spec.port(), holder));
    return spec.isManaged()
        ? problem.withRemedy(
            "Stop what holds the port, or choose another one in cluster.yaml (gateway.port). A"
                + " Traefik that was adopted gives the port back by a rollback.")
        : problem;
  }
}
