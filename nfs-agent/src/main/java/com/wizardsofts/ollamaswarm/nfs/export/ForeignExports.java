package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The entries of exports files that are not ours: read, never changed. */
@ApplicationScoped
public class ForeignExports {
  private static final Path MAIN = Path.of("/etc/exports");
  private static final Path FOLDER = Path.of("/etc/exports.d");
  private static final Pattern FIRST_WORD = Pattern.compile("\\s*(?:\"([^\"]*)\"?|([^\\s\"]+))");

  /** A client with its options, either of which may be missing. */
  private static final Pattern CLIENT = Pattern.compile("([^\\s(]*)(?:\\([^)]*\\))?");

  /** Everybody, as it may be written; exportfs shows {@code <world>}. */
  private static final Set<String> WORLD = Set.of("", "*", "<world>");

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

  private final HostFiles files;
  private final Path ours;

  public ForeignExports(HostFiles files, NfsAgentConfig config) {
    this.files = files;
    this.ours = config.exportsFile();
  }

  /** One entry: where it stands, which directory it exports, and to which clients. */
  record Entry(Path file, int line, Path path, List<String> clients) {

    /** Whether one of the two directories contains the other. */
    boolean overlaps(Path other) {
      return path.startsWith(other) || other.startsWith(path);
    }

    /** Whether it may be for this entry that the kernel lists that. */
    boolean mayBe(NfsServer.Exported exported) {
      return path.equals(exported.path())
          && clients.stream().anyMatch(client -> mayBeSame(client, exported.to().client()));
    }

    /** A name is shown in its full form, or as what it stands for: it may be any client. */
    private static boolean mayBeSame(String written, String shown) {
      if (WORLD.contains(written) || WORLD.contains(shown)) {
        return WORLD.contains(written) && WORLD.contains(shown);
      }
      return !NetworkAddress.isAddress(written)
          || !NetworkAddress.isAddress(shown)
          || NetworkAddress.isSame(written, shown);
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
   *
   * @param paths at which the store is or was: what else our file exports is somebody else's too
   */
  void refuseConflicts(Path store, Set<String> paths, List<NfsServer.Exported> exported) {
    var entries = entries();
    for (var entry : Stream.concat(entries.stream(), inOurs(paths)).toList()) {
      if (entry.overlaps(store)) {
        throw conflict(
            store,
            "%s:%d exports %s".formatted(entry.file(), entry.line(), entry.path()),
            "Remove that line or choose another store path, then run the rollout again.");
      }
    }
    var own = own().stream().map(Entry::path).toList();
    for (var export : exported) {
      if (!export.path().equals(store)
          && !own.contains(export.path())
          && entries.stream().noneMatch(entry -> entry.mayBe(export))) {
        throw conflict(
            store,
            "%s is exported to %s though no file says so, which ends when they are read anew"
                .formatted(export.path(), export.to().client()),
            "Write it into /etc/exports, or end it with exportfs -u (exportfs -ra where you took it"
                + " out of a file), then run the rollout again.");
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

  private Stream<Entry> inOurs(Set<String> paths) {
    return own().stream().filter(entry -> !paths.contains(entry.path().toString()));
  }

  /**
   * Whether exportfs complains about one of these entries or files.
   *
   * @param paths as for {@link #refuseConflicts}
   */
  boolean isBehind(String complaint, Set<String> paths) {
    return Stream.concat(entries().stream(), inOurs(paths))
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
      // A backslash before the line's end stands for a space: the next line goes on.
      var entry = new StringBuilder(lines.get(i));
      while (entry.toString().endsWith("\\") && i + 1 < lines.size()) {
        entry.setCharAt(entry.length() - 1, ' ');
        entry.append(lines.get(++i));
      }
      var word = FIRST_WORD.matcher(entry);
      if (word.lookingAt() && pathOf(word).startsWith("/")) {
        var path = Path.of(pathOf(word)).normalize();
        entries.add(new Entry(file, start + 1, path, clients(entry.substring(word.end()))));
      }
    }
    return entries;
  }

  /** Nobody after the path means everybody; a word that begins with a dash is options of all. */
  private static List<String> clients(String words) {
    var clients =
        Stream.of(words.strip().split("\\s+"))
            .takeWhile(word -> !word.startsWith("#"))
            .filter(word -> !word.startsWith("-"))
            .map(CLIENT::matcher)
            .filter(Matcher::matches)
            .map(client -> client.group(1))
            .toList();
    return clients.isEmpty() ? List.of("*") : clients;
  }

  private static String pathOf(Matcher word) {
    var written = word.group(1) == null ? word.group(2) : word.group(1);
    return OCTAL
        .matcher(written)
        .replaceAll(
            m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
  }
}
