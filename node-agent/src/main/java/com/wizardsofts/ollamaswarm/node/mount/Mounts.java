package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.MountTable;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The model store's mount on this node: what is there with its proof, and making it so. */
@ApplicationScoped
public class Mounts {
  private final NodeAgentConfig config;
  private final Programs programs;
  private final HostFiles files;
  private final MountTable table;
  private final StoreServer server;
  private final ReadAhead readAhead;
  private final SharedLook looks = new SharedLook();

  public Mounts(
      NodeAgentConfig config,
      Programs programs,
      HostFiles files,
      MountTable table,
      StoreServer server,
      ReadAhead readAhead) {
    this.config = config;
    this.programs = programs;
    this.files = files;
    this.table = table;
    this.server = server;
    this.readAhead = readAhead;
  }

  /**
   * What this node has at the mount point. A look through the mount that does not end within {@code
   * node-agent.mount.answer-timeout} is told as trouble in the state, not thrown.
   */
  public MountState observe(String mountPoint) {
    return observe(mountPoint, config.mount().answerTimeout());
  }

  /**
   * Likewise, but waits until the look has ended or failed, for {@code
   * node-agent.mount.probe-timeout} or twice that: a node that is busy, as with answers of Ollama,
   * is not to lose its replicas for it.
   */
  public MountState observePatiently(String mountPoint) {
    return observe(mountPoint, config.mount().probeTimeout().multipliedBy(2));
  }

  private MountState observe(String mountPoint, Duration patience) {
    var path = MountRequest.path("mountPoint", mountPoint);
    var unit = unit(path);
    return table
        .at(path)
        .map(mount -> mounted(mount, unit, patience))
        .orElseGet(() -> nothing(mountPoint, unit));
  }

  private static MountState nothing(String mountPoint, MountUnit unit) {
    return new MountState(
        mountPoint,
        null,
        null,
        false,
        List.of(),
        null,
        false,
        0,
        unit.startsAtBoot(),
        unit.isOurs(),
        unit.edit().orElse(null),
        null,
        null);
  }

  /**
   * Mounts the store read-only, now and at every boot, and answers what the node then has.
   *
   * @throws ProblemException {@code mount.conflict} when something else is at the mount point,
   *     {@code file.edited} when somebody edited our unit, {@code store.unreachable} when the
   *     server cannot be reached, {@code mount.failed} when the unit does not start
   */
  public MountState put(MountSpec spec) {
    var source = MountRequest.source(spec);
    var path = MountRequest.path("mountPoint", spec.mountPoint());
    var unit = unit(path);
    new MountConflicts(programs, files, config.commandTimeout())
        .refuse(source, path, table.at(path), unit, spec.coverExisting());
    refuseEdited(unit, spec.mountPoint());
    server.reach(spec.server());
    var limit = config.mount().unitTimeout();
    try {
      unit.start(MountUnit.text(source, path, limit), limit);
    } catch (ProblemException e) {
      throw awayOr(e, spec);
    }
    readAhead.raise();
    var made = observePatiently(spec.mountPoint());
    if (made.storeId() == null) {
      server.reach(spec.server());
    }
    return made;
  }

  /** How {@link #put} would change the unit, as {@code diff -u} shows it; nothing when not. */
  public Optional<String> unitChange(MountSpec spec) {
    var source = MountRequest.source(spec);
    var path = MountRequest.path("mountPoint", spec.mountPoint());
    return unit(path).change(MountUnit.text(source, path, config.mount().unitTimeout()));
  }

  private ProblemException awayOr(ProblemException failed, MountSpec spec) {
    try {
      server.reach(spec.server());
      return failed;
    } catch (ProblemException away) {
      var seen = "%s: %s".formatted(failed.problem().detail(), failed.problem().cause());
      return new ProblemException(away.problem().withEvidence(List.of(seen)), failed);
    }
  }

  /** Where units of ours mount the store on this server. */
  List<String> ours() {
    return MountUnit.ours(files);
  }

  /**
   * Unmounts the store, now and for every boot, and answers what the node then has. Does nothing
   * when the unit is not ours.
   *
   * @throws ProblemException {@code program.failed} when the mount is in use, {@code file.edited}
   *     when somebody edited the unit
   */
  public MountState remove(String mountPoint) {
    var unit = unit(MountRequest.path("mountPoint", mountPoint));
    refuseEdited(unit, mountPoint);
    unit.remove();
    return observe(mountPoint);
  }

  /**
   * Takes our unit away and leaves what is mounted, as before the unit was made for it. Does
   * nothing when the unit is not ours.
   *
   * @throws ProblemException {@code file.edited} when somebody edited the unit
   */
  public MountState removeUnit(String mountPoint) {
    var unit = unit(MountRequest.path("mountPoint", mountPoint));
    refuseEdited(unit, mountPoint);
    unit.removeFile();
    return observe(mountPoint);
  }

  private static void refuseEdited(MountUnit unit, String mountPoint) {
    ProblemException.throwIfPresent(EditedUnit.refusal(nothing(mountPoint, unit)));
  }

  private MountUnit unit(Path mountPoint) {
    return new MountUnit(programs, files, config.commandTimeout(), mountPoint);
  }

  private MountState mounted(MountTable.Mount mount, MountUnit unit, Duration patience) {
    var isNetwork = config.mount().types().contains(mount.type());
    var seen =
        isNetwork
            ? looks.within(patience, mount.point(), () -> proof().look(mount.point()))
            : new MountProof.Seen(
                null, false, "%s is no mount of the store's server".formatted(mount.type()));
    return new MountState(
        mount.point().toString(),
        mount.source(),
        mount.type(),
        isNetwork,
        mount.options(),
        seen.storeId(),
        seen.writeRefused(),
        readAhead.kib(mount),
        unit.startsAtBoot(),
        unit.isOurs(),
        unit.edit().orElse(null),
        null,
        seen.trouble());
  }

  private MountProof proof() {
    return new MountProof(programs, config.mount().probeTimeout());
  }
}
