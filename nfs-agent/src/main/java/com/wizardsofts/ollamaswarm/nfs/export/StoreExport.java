package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.ExportState;
import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The export of the model store: one file of ours, and what the NFS server lists for it. */
@ApplicationScoped
public class StoreExport {
  private static final String LEFT = "while the old export was put back: ";

  private final ModelStore store;
  private final HostFiles files;
  private final ForeignExports foreign;
  private final NfsServer server;
  private final KernelNfs kernel;
  private final Firewall firewall;
  private final Path file;
  private final Path pathsFile;

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
    this.pathsFile = config.stateFolder().resolve("export-paths");
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
   * Makes the export so and answers what the server then lists. What others wrote into our file
   * stays; it goes with its last line.
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
    foreign.refuseConflicts(store.path(), paths(), server.exported());
    var old = files.read(file);
    var wanted = wanted(spec, ours(old));
    if (old.equals(wanted) && now.differences(spec).isEmpty()) {
      return now;
    }
    return apply(wanted, then -> then.differences(spec));
  }

  /** Our file as {@link #put} would leave it; {@code bad-input}. */
  public ExportFile preview(ExportSpec spec) {
    ExportRules.check(spec, store.path());
    return new ExportFile(wanted(spec, ours(files.read(file))).orElse(null));
  }

  private Optional<String> wanted(ExportSpec spec, ExportText now) {
    return now.with(lines(spec) + (spec.dropFormer() ? "" : former(now)));
  }

  /** What the NFS server lists of the paths at which the store was before. */
  List<NfsServer.Exported> former() {
    return former(server.exported()).toList();
  }

  private Stream<NfsServer.Exported> former(List<NfsServer.Exported> all) {
    var ours = exportedPaths(ours(files.read(file)));
    return all.stream()
        .filter(entry -> !entry.path().equals(store.path()))
        .filter(entry -> ours.contains(entry.path().toString()));
  }

  /** Clients to which our file exports the store. */
  List<String> clients() {
    return ours(files.read(file))
        .ours()
        .filter(line -> line.group(1).equals(store.path().toString()))
        .map(line -> line.group(2))
        .toList();
  }

  /** Our file as it is. */
  public ExportFile file() {
    return new ExportFile(files.read(file).orElse(null));
  }

  /**
   * Puts back a former content of our file and answers what the server then lists. What others have
   * written there since stays, and what they have taken out does not come back: only exports of the
   * store are taken from the text.
   *
   * @throws ProblemException {@code bad-input} when it exports the store otherwise than this agent
   *     would for some {@link ExportSpec}; {@code file.edited} when our lines cannot be told in the
   *     file any more; otherwise as {@link #put}
   */
  public synchronized ExportState restore(ExportFile former) {
    var text = Optional.ofNullable(former.text()).filter(it -> !it.isEmpty());
    var old = files.read(file);
    var wanted = text.equals(old) ? old : restored(ours(text), ours(old));
    server.requireRunning();
    foreign.refuseConflicts(store.path(), paths(), server.exported());
    return apply(wanted, _ -> List.of());
  }

  private Optional<String> restored(ExportText former, ExportText now) {
    var standing = now.entries();
    former.entries().stream()
        .filter(entry -> !standing.contains(entry))
        .forEach(entry -> check(entry, former, exportedPaths(now)));
    var lines = former.ours().map(MatchResult::group).map(StoreExport::ended);
    // Nothing else of the text is written: whoever asks might else export any path.
    var wanted =
        former.foreign().equals(now.foreign())
            ? Optional.of(former.text()).filter(it -> !it.isEmpty())
            : now.with(lines.collect(Collectors.joining()));
    if (!now.edited().isEmpty()) {
      throw edited(now, wanted.orElse(""));
    }
    return wanted;
  }

  private static String ended(String line) {
    return line.endsWith("\n") ? line : line + "\n";
  }

  private ProblemException edited(ExportText now, String wanted) {
    return ProblemCode.FILE_EDITED
        .problem(
            "%s was edited since; putting it back would change:\n%s"
                .formatted(file, UnifiedDiff.of(file.toString(), now.text(), wanted)))
        .causedBy("not as nfs-agent writes it: " + Quoted.text(now.edited().getFirst().strip()))
        .withRemedy(
            "Take that line out of %s, or give it one client with its options, then roll back again."
                .formatted(file))
        .exception();
  }

  /** Whatever fails on the way: file, kernel and firewall are as before then. */
  private ExportState apply(
      Optional<String> wanted, Function<ExportState, List<String>> differences) {
    var old = files.read(file);
    var admitted = firewall.admitted();
    try {
      rememberPaths();
      firewall.admit(clients(ours(wanted)));
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

  /** Refuses an export of the store that this agent would not make; of others none is made. */
  private void check(String entry, ExportText former, List<String> exported) {
    var line = ExportText.line(entry);
    var path = line.map(it -> it.group(1)).orElse("");
    var isKnown = exported.contains(path) || store.path().toString().equals(path);
    if (line.isPresent() && !isKnown && (former.isOfStore(entry) || !files.exists(pathsFile))) {
      throw elsewhere(path);
    }
    if (!former.isOfStore(entry)) {
      return;
    }
    try {
      var ours = line.orElseThrow(() -> ProblemCode.BAD_INPUT.exception("text: no line of ours"));
      var options = List.of(ours.group(3).split(","));
      ExportRules.check(new ExportSpec(path, List.of(ours.group(2)), options), Path.of(path));
    } catch (ProblemException e) {
      throw new ProblemException(byHand(entry, e.problem()), e);
    }
  }

  private Problem byHand(String entry, Problem problem) {
    return problem
        .causedBy("nfs-agent does not write: " + Quoted.text(entry.strip()))
        .withRemedy(
            "Where somebody had written it into %s: write the file by hand as it was, exportfs -ra,"
                    .formatted(file)
                + " then roll back again.");
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

  /** Our lines that export the store where it was before, if it still is there. */
  private String former(ExportText text) {
    return text.ours()
        .filter(line -> !line.group(1).equals(store.path().toString()))
        .filter(line -> files.exists(Path.of(line.group(1))))
        .map(MatchResult::group)
        .map(StoreExport::ended)
        .collect(Collectors.joining());
  }

  private ExportText ours(Optional<String> text) {
    return new ExportText(text.orElse(""), paths());
  }

  private static List<String> exportedPaths(ExportText text) {
    return text.ours().map(line -> line.group(1)).distinct().toList();
  }

  /**
   * Where the store is and was. An agent that kept no such list overwrote all that was not its own.
   */
  private Set<String> paths() {
    var known = new TreeSet<>(Set.of(store.path().toString()));
    known.addAll(
        files
            .read(pathsFile)
            .map(text -> text.lines().toList())
            .orElseGet(() -> ExportText.pathsIn(files.read(file).orElse(""))));
    return known;
  }

  private void rememberPaths() {
    var text = String.join("\n", paths()) + "\n";
    if (!files.read(pathsFile).filter(text::equals).isPresent()) {
      files.write(pathsFile, text);
    }
  }

  private void write(Optional<String> text) {
    text.ifPresentOrElse(written -> files.write(file, written), () -> files.delete(file));
  }

  private static List<String> clients(ExportText text) {
    return text.ours().map(line -> line.group(2)).distinct().toList();
  }

  /** Somebody else's broken line makes exportfs complain too: that is not about our export. */
  private List<String> ownTroubles(List<String> complaints) {
    var troubles = new ArrayList<>(complaints);
    troubles.removeIf(
        complaint ->
            !complaint.contains(store.path().toString())
                && !complaint.contains(file.toString())
                && foreign.isBehind(complaint, paths()));
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
