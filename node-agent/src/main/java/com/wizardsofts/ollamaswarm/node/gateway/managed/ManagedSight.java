package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.container.ListeningPorts;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikApi;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at everything that makes our own Traefik; changes nothing. */
final class ManagedSight {
  private final Containers containers;
  private final Images images;
  private final HostFiles files;

  ManagedSight(Containers containers, Images images, HostFiles files) {
    this.containers = containers;
    this.images = images;
    this.files = files;
  }

  ManagedPlan plan(GatewaySpec spec) {
    var container = containers.find(spec.container());
    return new ManagedPlan(
        spec,
        container,
        images.inspect(spec.ownImage().orElseThrow()),
        files.read(spec.staticFile()),
        files.read(OwnFiles.DYNAMIC),
        container.flatMap(ManagedSight::now),
        foreign(container).or(() -> portTaken(spec, container, true)));
  }

  private static Optional<TraefikNow> now(TraefikContainer container) {
    return container.running()
        ? TraefikApi.find(container.apiAddresses(OwnFiles.API_PORT)).map(TraefikApi::now)
        : Optional.empty();
  }

  /** Of the Traefik that runs: {@code gateway.missing} or {@code gateway.silent} otherwise. */
  TraefikApi api(GatewaySpec spec) {
    var addresses = running(spec).apiAddresses(OwnFiles.API_PORT);
    return TraefikApi.find(addresses).orElseThrow(() -> silent(spec));
  }

  TraefikContainer running(GatewaySpec spec) {
    return containers
        .find(spec.container())
        .filter(TraefikContainer::running)
        .orElseThrow(
            () ->
                ProblemCode.GATEWAY_MISSING
                    .problem(
                        "Our own Traefik, container '%s', does not run".formatted(spec.container()))
                    .withRemedy("PUT /v1/gateway {} makes it anew; so does the next rollout.")
                    .exception());
  }

  static ProblemException silent(GatewaySpec spec) {
    return ProblemCode.GATEWAY_SILENT
        .problem("The API of our own Traefik does not answer")
        .withRemedy("docker logs " + spec.container())
        .exception();
  }

  private static Optional<Problem> foreign(Optional<TraefikContainer> container) {
    return container
        .filter(found -> !OwnOrder.isOurs(found))
        .map(
            found ->
                ProblemCode.GATEWAY_UNSUITABLE
                    .problem("A container '%s' is there that is not ours".formatted(found.name()))
                    .withRemedy("docker rename %1$s %1$s-foreign".formatted(found.name())));
  }

  /**
   * @param beforeCutOver whether the old Ollama may have the port still
   */
  Optional<Problem> portTaken(
      GatewaySpec spec, Optional<TraefikContainer> ours, boolean beforeCutOver) {
    if (ours.filter(c -> c.running() && c.publishes(spec.port())).isPresent()) {
      return Optional.empty();
    }
    var holder = containers.holderOf(spec.port(), ours.map(TraefikContainer::id).orElse(""));
    if (holder.isPresent()) {
      return holder
          .filter(name -> !beforeCutOver || !isOllama(name))
          .map(name -> taken(spec, "the container '%s'".formatted(name)));
    }
    return ListeningPorts.in(files, Path.of("/proc/net")).contains(spec.port())
        ? Optional.of(taken(spec, "a program that is not in a container"))
        : Optional.empty();
  }

  private boolean isOllama(String name) {
    return containers
        .find(name)
        .filter(c -> Standalone.isOllama(c.inspect().path("Config").path("Image").asText()))
        .isPresent();
  }

  private static Problem taken(GatewaySpec spec, String holder) {
    return ProblemCode.PORT_TAKEN
        .problem("Port %d of this server is held by %s".formatted(spec.port(), holder))
        .withRemedy(
            "Stop what holds the port, or choose another one in cluster.yaml (gateway.port). A"
                + " Traefik that was adopted gives the port back by a rollback.");
  }
}
