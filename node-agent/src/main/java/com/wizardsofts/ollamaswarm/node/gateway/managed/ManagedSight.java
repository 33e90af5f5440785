package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.container.PortHolder;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikApi;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Optional;

/** Looks at everything that makes our own Traefik; changes nothing. */
final class ManagedSight {
  private final Containers containers;
  private final Images images;
  private final HostFiles files;
  private final PortHolder ports;

  ManagedSight(Containers containers, Images images, HostFiles files) {
    this.containers = containers;
    this.images = images;
    this.files = files;
    this.ports = new PortHolder(containers, files);
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
        foreign(container).or(() -> ports.refusal(spec, container, true)));
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
}
