package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.ExportState;
import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The export of the model store: one file of ours, and what the NFS server lists for it. */
@ApplicationScoped
public class StoreExport {
  private static final String OWNER =
      "# Written by nfs-agent (Ollama Swarm Agents), which overwrites changes made by hand.\n";

  private static final String LEFT = "while the old export was put back: ";

  private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+)\\(([^()\\s]*)\\)");

  private final ModelStore store;
  private final HostFiles files;
  private final ForeignExports foreign;
  private final NfsServer server;
  private final KernelNfs kernel;
  private final Firewall firewall;
  private final Path file;

  public StoreExport(
      ModelStore store,
      HostFiles files,
      ForeignExports foreign,
      NfsServer server,
      KernelNfs kernel,
      Firewall firewall,
      NfsAgentConfig config) {
    this.store = store;
    this.files = files;
    this.foreign = foreign;
    this.server = server;
    this.kernel = kernel;
    this.firewall = firewall;
    this.file = config.exportsFile();
  }

  /** What the NFS server, which has to run, lists for the store. */
  public ExportState state() {
    server.requireRunning();
    var all = server.exported();
    var exported =
        all.stream()
            .filter(entry -> entry.path().equals(store.path()))
            .map(NfsServer.Exported::to)
            .toList();
    var shutOut = firewall.shutOut(exported.stream().map(ExportedTo::client).toList());
    var former = former(all).map(entry -> entry.path().toString()).distinct().toList();
    return new ExportState(
        store.path().toString(), file.toString(), exported, shutOut, kernel.service(), former);
  }

  /**
   * Makes the export so and answers what the server then lists. Our file goes with its last line.
   *
   * @throws ProblemException {@code bad-input}, {@code store.unusable}, {@code nfs.server-missing},
   *     {@code nfs.server-inactive}, {@code export.conflict}; {@code export.refused} when the
   *     server did not take it, {@code program.failed} when a program or the file failed: the old
   *     export was put back then
   */
  public synchronized ExportState put(ExportSpec spec) {
    ExportRules.check(spec, store.path());
    store.check();
    var now = state();
    foreign.refuseConflicts(store.path(), server.exported());
    var old = files.read(file);
    var lines = lines(spec) + (spec.dropFormer() ? "" : former(old.orElse("")));
    var wanted = Optional.of(OWNER + lines).filter(_ -> !lines.isEmpty());
    if (old.equals(wanted) && now.differences(spec).isEmpty()) {
      return now;
    }
    return apply(wanted, then -> then.differences(spec));
  }

  /** What the NFS server lists of the paths at which the store was before. */
  List<NfsServer.Exported> former() {
    return former(server.exported()).toList();
  }

  private Stream<NfsServer.Exported> former(List<NfsServer.Exported> all) {
    var ours = paths(files.read(file).orElse(""));
    return all.stream()
        .filter(entry -> !entry.path().equals(store.path()))
        .filter(entry -> ours.contains(entry.path().toString()));
  }

  /** Clients to which our file exports the store. */
  List<String> clients() {
    return entries(files.read(file).orElse(""))
        .filter(line -> line.group(1).equals(store.path().toString()))
        .map(line -> line.group(2))
        .toList();
  }

  /** Our file as it is. */
  public ExportFile file() {
    return new ExportFile(files.read(file).orElse(null));
  }

  /**
   * Puts back a former content of our file and answers what the server then lists.
   *
   * @throws ProblemException {@code bad-input} when it is not what this agent would write for some
   *     {@link ExportSpec} of the store, beside paths that it exports already; otherwise as {@link
   *     #put}
   */
  public synchronized ExportState restore(ExportFile former) {
    var text = Optional.ofNullable(former.text());
    text.ifPresent(this::checkOurs);
    server.requireRunning();
    foreign.refuseConflicts(store.path(), server.exported());
    return apply(text, _ -> List.of());
  }

  /** Whatever fails on the way: file, kernel and firewall are as before then. */
  private ExportState apply(
      Optional<String> wanted, Function<ExportState, List<String>> differences) {
    var old = files.read(file);
    var admitted = firewall.admitted();
    try {
      firewall.admit(clients(wanted.orElse("")));
      write(wanted);
      refuse(ownTroubles(server.readExports()));
      var then = state();
      refuse(differences.apply(then));
      return then;
    } catch (ProblemException e) {
      throw new ProblemException(putBack(old, admitted, e.problem()), e);
    }
  }

  private void refuse(List<String> troubles) {
    if (!troubles.isEmpty()) {
      throw ProblemCode.EXPORT_REFUSED
          .problem(
              "%s could not be exported; the old content of %s was put back"
                  .formatted(store.path(), file))
          .causedBy(troubles.getFirst())
          .withEvidence(troubles)
          .exception();
    }
  }

  private void checkOurs(String text) {
    if (!text.startsWith(OWNER)) {
      throw ProblemCode.BAD_INPUT.exception("text: not a content that this agent wrote");
    }
    var known = paths(files.read(file).orElse(""));
    for (var line : text.substring(OWNER.length()).split("\n")) {
      var entry = LINE.matcher(line);
      if (!entry.matches()) {
        throw ProblemCode.BAD_INPUT.exception("text: no line of ours: " + Quoted.text(line));
      }
      var options = List.of(entry.group(3).split(","));
      var path = entry.group(1);
      if (!known.contains(path) && !store.path().toString().equals(path)) {
        throw elsewhere(path);
      }
      ExportRules.check(new ExportSpec(path, List.of(entry.group(2)), options), Path.of(path));
    }
  }

  /** A rollout that moved the store is put back after the setting that moved it. */
  private ProblemException elsewhere(String former) {
    return ProblemCode.BAD_INPUT
        .problem(
            "The export was of %s, and the model store is %s"
                .formatted(Quoted.text(former), store.path()))
        .withRemedy(
            "On the store's server set nfs-agent.store to the former path in"
                + " /etc/ollama-swarm/nfs-agent.properties, systemctl restart nfs-agent, then roll"
                + " back again.")
        .exception();
  }

  private static String lines(ExportSpec spec) {
    var options = String.join(",", spec.options());
    return spec.clients().stream()
        .map(client -> "%s %s(%s)\n".formatted(spec.path(), client, options))
        .collect(Collectors.joining());
  }

  /**
   * The lines of a text of ours that export the store where it was before, if it still is there.
   */
  private String former(String text) {
    return entries(text)
        .filter(line -> !line.group(1).equals(store.path().toString()))
        .filter(line -> files.exists(Path.of(line.group(1))))
        .map(line -> line.group() + "\n")
        .collect(Collectors.joining());
  }

  private static Stream<MatchResult> entries(String text) {
    return text.lines().map(LINE::matcher).filter(Matcher::matches).map(Matcher::toMatchResult);
  }

  private static List<String> paths(String text) {
    return entries(text).map(line -> line.group(1)).toList();
  }

  private void write(Optional<String> text) {
    text.ifPresentOrElse(written -> files.write(file, written), () -> files.delete(file));
  }

  private static List<String> clients(String text) {
    return entries(text).map(line -> line.group(2)).distinct().toList();
  }

  /** Somebody else's broken line makes exportfs complain too: that is not about our export. */
  private List<String> ownTroubles(List<String> complaints) {
    var troubles = new ArrayList<>(complaints);
    troubles.removeIf(
        complaint ->
            !complaint.contains(store.path().toString())
                && !complaint.contains(file.toString())
                && foreign.isBehind(complaint));
    return troubles;
  }

  /** Each part is put back, also when another cannot be: what is left is told. */
  private Problem putBack(Optional<String> old, List<String> admitted, Problem problem) {
    var evidence = new ArrayList<>(problem.evidence());
    Stream.<Runnable>of(
            () -> write(old),
            () -> firewall.readmit(admitted),
            () -> ownTroubles(server.readExports()).forEach(line -> evidence.add(LEFT + line)))
        .forEach(
            part -> {
              try {
                part.run();
              } catch (ProblemException e) {
                evidence.add(LEFT + e.getMessage());
              }
            });
    return problem.withEvidence(List.copyOf(evidence));
  }
}
