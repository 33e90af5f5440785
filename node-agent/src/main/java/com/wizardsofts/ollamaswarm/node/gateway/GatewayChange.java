package com.wizardsofts.ollamaswarm.node.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.container.PortHolder;
import com.wizardsofts.ollamaswarm.node.gateway.container.Recreation;
import com.wizardsofts.ollamaswarm.node.gateway.container.Return;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.container.TrialRun;
import com.wizardsofts.ollamaswarm.node.gateway.file.DynamicFile;
import com.wizardsofts.ollamaswarm.node.gateway.file.OwnLines;
import com.wizardsofts.ollamaswarm.node.gateway.file.Refusal;
import com.wizardsofts.ollamaswarm.node.gateway.file.StaticFile;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the gateway so, and puts everything back when it does not come up. */
final class GatewayChange {
  private final GatewaySight sight;
  private final Containers containers;
  private final HostFiles files;
  private final Clock clock;
  private final Recreation recreation;
  private final TrialRun trial;
  private final PortHolder ports;
  private final Return back;
  private volatile @Nullable Interruption lastInterruption;

  GatewayChange(
      GatewaySight sight, Containers containers, HostFiles files, Clock clock, Await await) {
    this.sight = sight;
    this.containers = containers;
    this.files = files;
    this.clock = clock;
    this.recreation = new Recreation(containers);
    this.trial = new TrialRun(containers, files, await);
    this.ports = new PortHolder(containers, files);
    this.back = new Return(containers, clock, await);
  }

  Optional<Interruption> lastInterruption() {
    return Optional.ofNullable(lastInterruption);
  }

  /** One at a time, whether a rollout or a request asks. */
  synchronized void apply(GatewaySpec spec) {
    lastInterruption = null;
    trial.clear(spec);
    recreation
        .wasCut(spec.container())
        .ifPresent(
            old -> {
              recreation.back(spec, old, policyOf(old, spec));
              awaitBack(spec);
            });
    var plan = sight.plan(spec);
    if (plan.state().asPlanned()) {
      return;
    }
    ProblemException.throwIfPresent(plan.state().refusal());
    ProblemException.throwIfPresent(ports.refusal(spec, Optional.of(plan.container()), false));
    if (!plan.file().added().isEmpty()) {
      trial.check(spec, plan.container(), plan.inside(), plan.file().text());
    }
    try {
      change(plan);
    } catch (ProblemException e) {
      throw restored(plan, e);
    }
  }

  private void change(GatewayPlan plan) {
    var name = plan.spec().container();
    recreation
        .restless(name)
        .ifPresent(kept -> containers.setRestartPolicy(kept.id(), Containers.noRestart()));
    if (plan.dynamicDiffers()) {
      files.write(plan.dynamicFile(), plan.wantedText());
    }
    if (plan.recreation()) {
      var folder = Path.of(plan.file().dynamicFolder());
      var id = recreation.prepare(plan.spec(), plan.container(), folder);
      writeStaticFile(plan);
      interrupt(plan, () -> recreation.swap(plan.spec(), plan.container(), id));
      return;
    }
    if (!plan.attached()) {
      containers.connect(
          plan.spec().network(), plan.container().id(), JsonNodeFactory.instance.objectNode());
    }
    if (plan.restart()) {
      writeStaticFile(plan);
      interrupt(plan, () -> containers.restart(plan.container().id(), plan.spec().stopTime()));
    }
  }

  private void writeStaticFile(GatewayPlan plan) {
    if (!plan.file().added().isEmpty()) {
      writeStaticFile(plan.spec(), plan.file().text());
    }
  }

  /** Operators keep it elsewhere too, as in a repository: their link to it stays. */
  private void writeStaticFile(GatewaySpec spec, String text) {
    files.write(files.behindLinks(spec.staticFile()), text);
  }

  private void interrupt(GatewayPlan plan, Runnable stopAndStart) {
    var from = clock.instant();
    stopAndStart.run();
    lastInterruption =
        new Interruption(
            from,
            back.await(
                plan.spec().container(),
                plan.file().api().port(),
                plan.mustReturn(),
                now -> now.has(plan.file().entryPoint(), plan.spec().port())));
  }

  /** The same problem once the old state is back, or a graver one when it is not. */
  private ProblemException restored(GatewayPlan plan, ProblemException because) {
    try {
      undo(plan.undo());
      back.await(plan.spec().container(), plan.file().api().port(), plan.hadBefore(), _ -> true);
      return because;
    } catch (ProblemException e) {
      return new ProblemException(notRestored(plan, because.problem(), e.problem()), e);
    }
  }

  private static Problem notRestored(GatewayPlan plan, Problem because, Problem failed) {
    var name = plan.spec().container();
    return ProblemCode.GATEWAY_NOT_RESTORED
        .problem("%s: %s".formatted(because.title(), because.detail()))
        .causedBy("%s: %s".formatted(failed.detail(), failed.cause()))
        .withEvidence(because.evidence())
        .withRemedy(
            ("docker ps -a; the old container is %s or %s: docker rename it to %s when needed,"
                    + " docker start it")
                .formatted(plan.container().id(), Recreation.keptName(name), name));
  }

  /** A Traefik that its operator has made under the old one's name, which may still be kept. */
  private Optional<TraefikContainer> madeAnew(GatewayUndo before) {
    return containers
        .find(before.spec().container())
        .filter(found -> !found.id().equals(before.containerId()) && !isCopy(found, before));
  }

  /** An older agent's copy has no label, but always the port. */
  private static boolean isCopy(TraefikContainer found, GatewayUndo before) {
    return Recreation.isCopy(found)
        || (!before.labelsCopy() && found.publishes(before.spec().port()));
  }

  /**
   * One at a time with {@link #apply}, which makes and removes the same containers and files. A
   * Traefik that its operator has made anew since loses what is ours, and stays. Where the old
   * container was removed, a new one is made from its copy.
   *
   * @throws ProblemException {@code undo.lost} once all else is put back, when the old container is
   *     gone
   */
  synchronized void undo(GatewayUndo before) {
    var spec = before.spec();
    var old = containers.find(before.containerId());
    var stays = madeAnew(before).or(() -> old);
    trial.clear(spec);
    refuseEdited(before);
    var fileChanged = restoreStaticFile(before);
    before
        .dynamicText()
        .ifPresentOrElse(
            text -> files.write(before.dynamicFile(), text),
            () -> files.delete(before.dynamicFile()));
    var isThere = stays.isPresent() || makeAnew(before);
    stays.ifPresent(container -> putBack(before, container, fileChanged));
    if (old.isEmpty()) {
      throw ProblemCode.UNDO_LOST.exception(isThere ? anew(before) : gone(before));
    }
  }

  private boolean makeAnew(GatewayUndo before) {
    var folder = Objects.requireNonNull(before.dynamicFile().getParent());
    var made =
        recreation.makeAnew(before.spec(), before.additions(), folder, before.restartPolicy());
    if (made) {
      awaitBack(before.spec());
    }
    return made;
  }

  private static String anew(GatewayUndo before) {
    return "the container %s, a new one: the old one, %s, was removed, and with it its id, its log and what it wrote outside its volumes"
        .formatted(before.spec().container(), before.containerId());
  }

  private static String gone(GatewayUndo before) {
    return "the old container %s (%s), which was removed, as its copy was: its files are as before, so docker run it anew"
        .formatted(before.spec().container(), before.containerId());
  }

  private void putBack(GatewayUndo before, TraefikContainer old, boolean fileChanged) {
    var spec = before.spec();
    if (!old.name().equals(spec.container())) {
      recreation.back(spec, old, before.restartPolicy());
      awaitBack(spec);
      return;
    }
    recreation.dropPrepared(spec);
    if (old.networks().contains(spec.network()) && before.additions().network()) {
      containers.disconnect(spec.network(), old.id());
    }
    if (fileChanged || !old.running()) {
      containers.restart(old.id(), spec.stopTime());
      awaitBack(spec);
    }
  }

  /** What somebody has put into the file since may keep Traefik from starting. */
  private void awaitBack(GatewaySpec spec) {
    var api = StaticFile.api(spec, files.read(spec.staticFile()).orElse(""));
    if (api.insecure()) {
      back.await(spec.container(), api.port(), Set.of(), _ -> true);
    }
  }

  /** All of our own file is ours, so somebody's edit of it has no lines to stay in. */
  private void refuseEdited(GatewayUndo before) {
    var file = before.dynamicFile();
    var text = files.read(file);
    if (text.equals(before.dynamicText()) || text.filter(DynamicFile::isUnedited).isPresent()) {
      return;
    }
    if (text.isPresent()) {
      throw ProblemCode.GATEWAY_FILE
          .problem("%s was edited since it was written".formatted(file))
          .causedBy("the SHA-256 in its second line is not that of the lines below it")
          .withRemedy("Keep what you need of it elsewhere, delete it, then roll back again.")
          .exception();
    }
  }

  private boolean restoreStaticFile(GatewayUndo before) {
    var file = before.spec().staticFile();
    var text = files.read(file).orElse("");
    if (text.equals(before.staticText())) {
      return false;
    }
    writeStaticFile(before.spec(), restored(before, text));
    return true;
  }

  /**
   * The old bytes while the file is still what we wrote; else all that somebody has edited since.
   */
  private static String restored(GatewayUndo before, String text) {
    var file = before.spec().staticFile().toString();
    var ours = StaticFile.madeOf(before.spec(), before.provider(), before.staticText());
    try {
      return text.equals(ours)
          ? before.staticText()
          : OwnLines.takeOut(before.staticText(), ours, text);
    } catch (Refusal e) {
      throw ProblemCode.GATEWAY_FILE
          .problem(
              "%s was edited since; the difference to what was written:\n%s"
                  .formatted(file, UnifiedDiff.of(file, ours, text)))
          .causedBy("our lines cannot be taken out: " + e.why())
          .withRemedy("Put the file right by hand, then roll back again.")
          .exception();
    }
  }

  /**
   * A kept container may have lost its policy already; the copy made of it has it still, and where
   * that is gone too, the gateway is one that has to be there after a boot.
   */
  private JsonNode policyOf(TraefikContainer old, GatewaySpec spec) {
    return recreation
        .copyOf(spec.container(), old)
        .map(TraefikContainer::restartPolicy)
        .orElseGet(
            () ->
                old.name().equals(spec.container())
                    ? old.restartPolicy()
                    : Containers.unlessStopped());
  }
}
