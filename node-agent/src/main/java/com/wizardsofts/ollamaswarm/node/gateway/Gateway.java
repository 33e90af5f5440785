package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.Backend;
import com.wizardsofts.ollamaswarm.node.swarm.service.TaskAddresses;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The gateway in the mode adopt: the operator's own Traefik, changed as little as possible. */
@ApplicationScoped
public class Gateway {
  private final GatewaySight sight;
  private final GatewayChange change;
  private final TaskAddresses tasks;

  @Inject
  public Gateway(DockerEngine docker, HostFiles files, Clock clock) {
    this(docker, files, clock, new Await());
  }

  Gateway(DockerEngine docker, HostFiles files, Clock clock, Await await) {
    var containers = new Containers(docker);
    this.sight = new GatewaySight(containers, files);
    this.tasks = new TaskAddresses(docker);
    this.change = new GatewayChange(sight, containers, files, clock, await);
  }

  /**
   * Looks; changes nothing.
   *
   * @throws ProblemException {@code gateway.missing}, {@code gateway.unsuitable}, {@code
   *     gateway.silent}, or {@code gateway.file} with the lines to add by hand
   */
  public GatewayState observe(GatewaySpec spec) {
    return sight.cutOff(spec).orElseGet(() -> sight.plan(spec).state());
  }

  /**
   * The gateway as it runs, with the replicas as it and Swarm have them. Works on managers only.
   *
   * @throws ProblemException as {@link #observe}
   */
  public GatewayStatus status(GatewaySpec spec) {
    return GatewayView.of(
        sight.plan(spec), backends(spec), tasks.of(spec.service(), spec.network()));
  }

  /**
   * Makes it so; safe to repeat after a crash. When Traefik does not come back with every foreign
   * router, all is put back as it was.
   *
   * @throws ProblemException as {@link #observe}, {@link GatewayState#refusal}, {@code port.taken},
   *     {@code gateway.not-healthy}
   */
  public void apply(GatewaySpec spec) {
    change.apply(spec);
  }

  /**
   * Puts back the static file, our dynamic file and the operator's container. A static file that
   * somebody has edited since loses only what we put into it.
   *
   * @param before {@link GatewayState#before} as it was before the change
   * @throws ProblemException {@code gateway.file} with the difference when that is impossible
   */
  public void undo(String before) {
    change.undo(GatewayUndo.parse(before));
  }

  /** How long the last {@link #apply} of this process interrupted the gateway, if it did. */
  public Optional<Interruption> lastInterruption() {
    return change.lastInterruption();
  }

  /** The servers of the Ollama service, as Traefik sees them. */
  public List<Backend> backends(GatewaySpec spec) {
    return sight.api(spec).backends(spec.service());
  }
}
