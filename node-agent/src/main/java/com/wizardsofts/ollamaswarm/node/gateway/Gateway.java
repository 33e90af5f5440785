package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.file.DynamicFile;
import com.wizardsofts.ollamaswarm.node.gateway.managed.ManagedGateway;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.Backend;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikApi;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.service.TaskAddresses;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The gateway: in the mode adopt the operator's own Traefik, changed as little as possible; in the
 * mode managed one of our own.
 */
@ApplicationScoped
public class Gateway {
  /** Traefik looks at its files at once, but takes up changes 2 s apart at most. */
  private static final Duration TAKEN_UP = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final HostFiles files;
  private final Await await;
  private final GatewaySight sight;
  private final GatewayChange change;
  private final ManagedGateway managed;
  private final TaskAddresses tasks;

  @Inject
  public Gateway(DockerEngine docker, HostFiles files, Clock clock) {
    this(docker, files, clock, new Await());
  }

  Gateway(DockerEngine docker, HostFiles files, Clock clock, Await await) {
    this.files = files;
    this.await = await;
    var containers = new Containers(docker);
    this.sight = new GatewaySight(containers, files);
    this.tasks = new TaskAddresses(docker);
    this.change = new GatewayChange(sight, containers, files, clock, await);
    this.managed = new ManagedGateway(containers, new Images(docker), files, clock, await);
  }

  /**
   * Looks; changes nothing.
   *
   * @throws ProblemException {@code gateway.missing}, {@code gateway.unsuitable}, {@code
   *     gateway.silent}, or {@code gateway.file} with the lines to add by hand
   */
  public GatewayState observe(GatewaySpec spec) {
    var state =
        spec.isManaged()
            ? managed.observe(spec)
            : sight.cutOff(spec).orElseGet(() -> sight.plan(spec).state());
    return otherMode(spec).map(state::refused).orElse(state);
  }

  /**
   * The gateway of the other mode would stay beside this one: each is put back by its rollback.
   *
   * @return {@code gateway.other-mode} while that is there
   */
  public Optional<Problem> otherMode(GatewaySpec spec) {
    if (!spec.isManaged()) {
      return managed.isThere()
          ? Optional.of(
              ProblemCode.GATEWAY_OTHER_MODE.problem(
                  "gateway.mode is adopt, and the container %s of the mode managed is still there"
                      .formatted(GatewaySpec.OWN_CONTAINER)))
          : Optional.empty();
    }
    return spec.instead()
        .flatMap(
            adopted ->
                sight
                    .adoptedBy(adopted)
                    .map(
                        file ->
                            ProblemCode.GATEWAY_OTHER_MODE.problem(
                                "gateway.mode is managed, and the container %s is still adopted: it reads %s"
                                    .formatted(adopted.container(), file))));
  }

  private void refuseOtherMode(GatewaySpec spec) {
    otherMode(spec)
        .ifPresent(
            why -> {
              throw new ProblemException(why);
            });
  }

  /**
   * The gateway as it runs, with the replicas as it and Swarm have them. Works on managers only.
   *
   * @throws ProblemException as {@link #observe}
   */
  public GatewayStatus status(GatewaySpec spec) {
    if (spec.isManaged()) {
      var state = managed.observe(spec);
      return view(spec, managed.container(spec), managed.api(spec).now(), state);
    }
    var plan = sight.plan(spec);
    return view(spec, plan.container(), plan.now(), plan.state());
  }

  private GatewayStatus view(
      GatewaySpec spec, TraefikContainer container, TraefikNow now, GatewayState state) {
    var replicas = tasks.of(spec.service(), spec.network());
    return GatewayView.of(spec, container, now, state, backends(spec), replicas);
  }

  /**
   * As {@link #status}, also where a Traefik does not run that {@link #apply} makes or starts.
   *
   * @throws ProblemException as {@link #status}, and {@code gateway.other-mode}
   */
  public GatewayStatus preview(GatewaySpec spec) {
    refuseOtherMode(spec);
    if (spec.isManaged()) {
      return managed.runs(spec) ? status(spec) : GatewayView.absent(spec, managed.observe(spec));
    }
    return sight
        .cutOff(spec)
        .map(state -> GatewayView.absent(spec, state))
        .orElseGet(() -> status(spec));
  }

  /**
   * Makes it so; safe to repeat after a crash. When Traefik does not come back with every foreign
   * router, all is put back as it was.
   *
   * @throws ProblemException as {@link #observe}, {@link GatewayState#refusal}, {@code port.taken},
   *     {@code gateway.not-healthy}
   */
  public void apply(GatewaySpec spec) {
    refuseOtherMode(spec);
    if (spec.isManaged()) {
      managed.apply(spec);
    } else {
      change.apply(spec);
    }
  }

  /**
   * Puts back the files and the container. An operator's static file that somebody has edited since
   * loses only what we put into it.
   *
   * @param before {@link GatewayState#before} as it was before the change
   * @throws ProblemException {@code gateway.file} with the difference when that is impossible
   */
  public void undo(String before) {
    if (!managed.undo(before)) {
      change.undo(GatewayUndo.parse(before));
    }
  }

  /**
   * The change of our dynamic file that can be made before any other: an older agent's lacks what
   * new labels of the service name, and a router whose middleware is not there answers 404.
   *
   * @return nothing where there is no such file, or where Traefik reads it at its start only
   * @throws ProblemException as {@link #observe}
   */
  public Optional<DynamicChange> olderFile(GatewaySpec spec) {
    if (spec.isManaged()) {
      return managed.olderFile(spec);
    }
    return sight.cutOff(spec).isPresent()
        ? Optional.empty()
        : Optional.of(sight.plan(spec))
            .filter(GatewayPlan::hasOlderFile)
            .map(
                plan ->
                    new DynamicChange(
                        plan.dynamicFile(), plan.dynamicText().orElseThrow(), plan.wantedText()));
  }

  /**
   * Makes the change and waits until Traefik has taken it up; the old text is there again when it
   * does not.
   *
   * @throws ProblemException as {@link #observe}, {@code gateway.not-healthy}
   */
  public void renew(GatewaySpec spec, DynamicChange change) {
    files.write(change.file(), change.wanted());
    if (!takesUp(spec, change.wanted())) {
      files.write(change.file(), change.before());
      throw notTakenUp(spec, change);
    }
  }

  /**
   * Puts back the old text, unless somebody has changed the file since. Traefik, which looks at
   * labels every second, is given time to forget those that name what the old text lacks, and then
   * to take up the old text: who finds the file as it is may otherwise write labels for a text that
   * Traefik is about to drop.
   *
   * @param undo {@link DynamicChange#undo}
   * @throws ProblemException {@code gateway.not-healthy}
   */
  public void putBack(GatewaySpec spec, String undo) {
    var change = DynamicChange.parse(undo);
    if (files.read(change.file()).filter(change.wanted()::equals).isPresent()) {
      // Labels that nobody put back name it still after that; the rollback is none of the labels'.
      var _ = await.holds(TAKEN_UP, PAUSE, () -> change.sufficesBefore(api(spec).now()));
      files.write(change.file(), change.before());
    }
    var isBack = files.read(change.file()).filter(change.before()::equals).isPresent();
    if (isBack && !takesUp(spec, change.before())) {
      throw notTakenUp(spec, change);
    }
  }

  /** As far as it shows: whether the middleware that labels name is there, not what it says. */
  private boolean takesUp(GatewaySpec spec, String text) {
    var isThere = DynamicFile.hasRetry(text);
    return await.holds(
        TAKEN_UP, PAUSE, () -> api(spec).hasMiddleware(DynamicFile.RETRY) == isThere);
  }

  private static ProblemException notTakenUp(GatewaySpec spec, DynamicChange change) {
    return ProblemCode.GATEWAY_NOT_HEALTHY
        .problem("Traefik did not take up " + change.file())
        .withRemedy("Look at Traefik's log: docker logs " + spec.container())
        .exception();
  }

  private TraefikApi api(GatewaySpec spec) {
    return spec.isManaged() ? managed.api(spec) : sight.api(spec);
  }

  /** How long the last {@link #apply} in this mode interrupted the gateway, if it did. */
  public Optional<Interruption> lastInterruption(GatewaySpec spec) {
    return spec.isManaged() ? managed.lastInterruption() : change.lastInterruption();
  }

  /** How many replicas Traefik sends requests to. */
  public int routed(GatewaySpec spec) {
    return (int) backends(spec).stream().filter(backend -> backend.status().equals("UP")).count();
  }

  private List<Backend> backends(GatewaySpec spec) {
    return api(spec).backends(spec.service());
  }
}
