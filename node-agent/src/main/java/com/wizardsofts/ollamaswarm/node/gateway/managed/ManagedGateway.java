package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.DynamicChange;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.GatewayState;
import com.wizardsofts.ollamaswarm.node.gateway.Interruption;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.container.OwnContainer;
import com.wizardsofts.ollamaswarm.node.gateway.container.PortHolder;
import com.wizardsofts.ollamaswarm.node.gateway.container.Return;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikApi;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateway in the mode managed: a container and two files of our own. What differs is made anew
 * from the desired state, so that a change that was cut off needs nothing but the same change
 * again.
 */
public final class ManagedGateway {
  private final ManagedSight sight;
  private final Containers containers;
  private final Images images;
  private final HostFiles files;
  private final Clock clock;
  private final PortHolder ports;
  private final Return back;
  private volatile @Nullable Interruption lastInterruption;

  /** On this server, by this clock. */
  public ManagedGateway(
      Containers containers, Images images, HostFiles files, Clock clock, Await await) {
    this.sight = new ManagedSight(containers, images, files);
    this.containers = containers;
    this.images = images;
    this.files = files;
    this.clock = clock;
    this.ports = new PortHolder(containers, files);
    this.back = new Return(containers, clock, await);
  }

  /**
   * Looks; changes nothing.
   *
   * @throws ProblemException {@code gateway.silent} when it runs as ordered and does not answer
   */
  public GatewayState observe(GatewaySpec spec) {
    var plan = sight.plan(spec);
    if (plan.differs().isEmpty() && plan.now().isEmpty()) {
      throw ManagedSight.silent(spec);
    }
    return plan.state();
  }

  /** What its dynamic file is to say, when an older agent's text is there under a running one. */
  public Optional<DynamicChange> olderFile(GatewaySpec spec) {
    return Optional.of(sight.plan(spec))
        .filter(ManagedPlan::hasOlderFile)
        .map(
            plan ->
                new DynamicChange(
                    OwnFiles.DYNAMIC,
                    plan.dynamicText().orElseThrow(),
                    OwnFiles.dynamicText(spec)));
  }

  /** The container that runs; {@code gateway.missing} when none does. */
  public TraefikContainer container(GatewaySpec spec) {
    return sight.running(spec);
  }

  /** Whether a container that this mode made is there, running or not. */
  public boolean isThere() {
    return containers.find(GatewaySpec.OWN_CONTAINER).filter(OwnOrder::isOurs).isPresent();
  }

  /** Whether a container is there and runs. */
  public boolean runs(GatewaySpec spec) {
    return sight.plan(spec).runs();
  }

  /** The API of the one that runs; {@code gateway.missing}, {@code gateway.silent}. */
  public TraefikApi api(GatewaySpec spec) {
    return sight.api(spec);
  }

  /** How long the last {@link #apply} took an earlier container of ours from its clients. */
  public Optional<Interruption> lastInterruption() {
    return Optional.ofNullable(lastInterruption);
  }

  /**
   * Makes it so; safe to repeat after a crash. When Traefik does not come up, all is as before.
   *
   * @throws ProblemException {@link GatewayState#refusal}, {@code image.missing}, {@code
   *     port.taken}, {@code gateway.unsuitable} for an older Traefik, {@code gateway.not-healthy}
   */
  public synchronized void apply(GatewaySpec spec) {
    lastInterruption = null;
    ProblemException.throwIfPresent(sight.plan(spec).refusal());
    provide(spec.ownImage().orElseThrow());
    var plan = sight.plan(spec);
    if (plan.differs().isEmpty()) {
      return;
    }
    ProblemException.throwIfPresent(ports.refusal(spec, plan.container(), false));
    try {
      change(plan);
    } catch (ProblemException e) {
      throw restored(plan, e);
    }
  }

  private void change(ManagedPlan plan) {
    var spec = plan.spec();
    files.write(OwnFiles.DYNAMIC, OwnFiles.dynamicText(spec));
    if (!plan.making()) {
      return;
    }
    var from = clock.instant();
    plan.container().ifPresent(old -> OwnContainer.remove(containers, old, spec.stopTime()));
    files.write(spec.staticFile(), OwnFiles.staticText(spec));
    OwnOrder.of(spec, plan.exactImage()).make(containers, spec.container());
    var until =
        back.await(
            spec.container(),
            OwnFiles.API_PORT,
            Set.of(),
            now -> isTooOld(now) || now.has(spec.entryPoint(), spec.port()));
    refuseOld(spec);
    if (plan.runs()) {
      lastInterruption = new Interruption(from, until);
    }
  }

  private static boolean isTooOld(TraefikNow now) {
    return !new TraefikVersion(now.version()).holdsRequests();
  }

  private void refuseOld(GatewaySpec spec) {
    var now = sight.api(spec).now();
    if (isTooOld(now)) {
      throw ProblemCode.GATEWAY_UNSUITABLE
          .problem(
              "The image %s holds Traefik %s; our own has to be %s or newer"
                  .formatted(spec.ownImage().orElseThrow(), now.version(), OwnFiles.OLDEST.text()))
          .withRemedy("Name a newer image in cluster.yaml under gateway.image.")
          .exception();
    }
  }

  /** The same problem once the old state is back, or a graver one when it is not. */
  private ProblemException restored(ManagedPlan plan, ProblemException because) {
    try {
      undo(plan.undo());
      return because;
    } catch (ProblemException e) {
      var problem = because.problem();
      var graver =
          ProblemCode.GATEWAY_NOT_RESTORED
              .problem("%s: %s".formatted(problem.title(), problem.detail()))
              .causedBy("%s: %s".formatted(e.problem().detail(), e.problem().cause()))
              .withEvidence(problem.evidence());
      return new ProblemException(graver, e);
    }
  }

  /**
   * Puts our container and files back as they were, which may be away.
   *
   * @param before {@link GatewayState#before} as it was before a change
   * @return whether it was written by this mode
   */
  public boolean undo(String before) {
    var ours = ManagedUndo.parse(before);
    ours.ifPresent(this::undo);
    return ours.isPresent();
  }

  private synchronized void undo(ManagedUndo before) {
    var name = GatewaySpec.OWN_CONTAINER;
    var now = containers.find(name).filter(OwnOrder::isOurs);
    var stays =
        now.filter(c -> c.running() && OwnOrder.settings(c).equals(before.settings())).isPresent();
    if (!stays) {
      before.container().ifPresent(former -> provide(former.body().path("Image").asText()));
      now.ifPresent(
          container -> OwnContainer.remove(containers, container, GatewaySpec.LONGEST_STOP));
    }
    putBack(OwnFiles.DYNAMIC, before.dynamicText());
    putBack(GatewaySpec.OWN_STATIC_FILE, before.staticText());
    if (!stays && before.container().isPresent()) {
      before.container().get().make(containers, name);
      var _ = back.await(name, OwnFiles.API_PORT, Set.of(), _ -> true);
    }
  }

  /** Before anything is removed: what runs serves on when the image cannot be had. */
  private void provide(String image) {
    if (images.inspect(image).id() == null) {
      images.pull(image);
    }
  }

  private void putBack(Path file, Optional<String> text) {
    text.ifPresentOrElse(old -> files.write(file, old), () -> files.delete(file));
  }
}
