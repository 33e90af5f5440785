package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The entries of exports files that are not ours: read, never changed. */
@ApplicationScoped
public class ForeignExports {
  private static final Path MAIN = Path.of("/etc/exports");
  private static final Path FOLDER = Path.of("/etc/exports.d");
  private static final Pattern FIRST_WORD = Pattern.compile("\\s*(?:\"([^\"]*)\"?|([^\\s\"]+))");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

  private final HostFiles files;
  private final Path ours;

  public ForeignExports(HostFiles files, NfsAgentConfig config) {
    this.files = files;
    this.ours = config.exportsFile();
  }

  /** One entry: where it stands and which directory it exports. */
  record Entry(Path file, int line, Path path) {

    /** Whether one of the two directories contains the other. */
    boolean overlaps(Path other) {
      return path.startsWith(other) || other.startsWith(path);
    }
  }

  /** All entries, in the order in which exportfs(8) reads them. */
  List<Entry> entries() {
    return Stream.concat(
            Stream.of(MAIN), files.list(FOLDER).stream().filter(this::isForeign).sorted())
        .flatMap(file -> files.read(file).stream().flatMap(text -> entries(file, text).stream()))
        .toList();
  }

  /**
   * Refuses ({@code export.conflict}) a store that overlaps with somebody else's entry, and to have
   * the files read anew while there are exports that no file holds: those would vanish.
   */
  void refuseConflicts(Path store, List<NfsServer.Exported> exported) {
    var entries = entries();
    for (var entry : entries) {
      if (entry.overlaps(store)) {
        throw conflict(
            store,
            "%s:%d exports %s".formatted(entry.file(), entry.line(), entry.path()),
            "Remove that line or choose another store path, then run the rollout again.");
      }
    }
    var known = Stream.concat(entries.stream(), own().stream()).map(Entry::path).toList();
    for (var export : exported) {
      if (!export.path().equals(store) && !known.contains(export.path())) {
        throw conflict(
            store,
            export.path() + " was exported by hand, which ends when exports files are read anew",
            "Write it into /etc/exports or end it with exportfs -u, then run the rollout again.");
      }
    }
  }

  private ProblemException conflict(Path store, String cause, String remedy) {
    return ProblemCode.EXPORT_CONFLICT
        .problem("%s cannot be exported by %s".formatted(store, ours))
        .causedBy(cause)
        .withRemedy(remedy)
        .exception();
  }

  /** Whether exportfs complains about one of these entries or files. */
  boolean isBehind(String complaint) {
    return entries().stream()
        .anyMatch(
            entry ->
                complaint.contains(entry.path().toString())
                    || complaint.contains(entry.file() + ":"));
  }

  private List<Entry> own() {
    return files.read(ours).map(text -> entries(ours, text)).orElse(List.of());
  }

  private boolean isForeign(Path file) {
    var name = file.getFileName().toString();
    return name.endsWith(".exports") && !name.startsWith(".") && !file.equals(ours);
  }

  static List<Entry> entries(Path file, String text) {
    var entries = new ArrayList<Entry>();
    var lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      var start = i;
      // A backslash before the line's end joins it with the next.
      var entry = new StringBuilder(lines.get(i));
      while (entry.toString().endsWith("\\") && i + 1 < lines.size()) {
        entry.setLength(entry.length() - 1);
        entry.append(lines.get(++i));
      }
      var word = FIRST_WORD.matcher(entry);
      if (word.lookingAt() && pathOf(word).startsWith("/")) {
        entries.add(new Entry(file, start + 1, Path.of(pathOf(word)).normalize()));
      }
    }
    return entries;
  }

  private static String pathOf(Matcher word) {
    var written = word.group(1) == null ? word.group(2) : word.group(1);
    return OCTAL
        .matcher(written)
        .replaceAll(
            m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
  }
}
