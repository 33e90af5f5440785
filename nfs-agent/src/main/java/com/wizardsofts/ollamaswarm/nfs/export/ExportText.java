package com.wizardsofts.ollamaswarm.nfs.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text of our exports file: lines of ours, and between them what somebody else wrote there, which
 * stays.
 *
 * @param paths at which the store is or was
 */
record ExportText(String text, Set<String> paths) {
  private static final String OWNER =
      "# nfs-agent (Ollama Swarm Agents) overwrites the lines of the model store, no others.\n";

  /** Also in the words of earlier versions. */
  private static final Set<String> OWNERS =
      Set.of(
          OWNER,
          "# Written by nfs-agent (Ollama Swarm Agents), which overwrites changes made by hand.\n");

  private static final Pattern LINE = Pattern.compile("(\\S+) (\\S+)\\(([^()\\s]*)\\)\n?");

  /**
   * Whatever stands in it as {@code exportfs} takes it: a backslash before a line's end has the
   * next line belong. The last one has no line's end when the text has none.
   */
  List<String> entries() {
    var entries = new ArrayList<String>();
    for (int start = 0, from = 0; start < text.length(); ) {
      var end = text.indexOf('\n', from) + 1;
      if (end > 1 && text.charAt(end - 2) == '\\' && end < text.length()) {
        from = end;
      } else {
        entries.add(end == 0 ? text.substring(start) : text.substring(start, end));
        from = end;
        start = end == 0 ? text.length() : end;
      }
    }
    return List.copyOf(entries);
  }

  /** The path, client and options of an entry in the form in which this agent writes them. */
  static Optional<MatchResult> line(String entry) {
    var line = LINE.matcher(entry);
    return line.matches() ? Optional.of(line.toMatchResult()) : Optional.empty();
  }

  /** Paths in lines of that form. */
  static List<String> pathsIn(String text) {
    return new ExportText(text, Set.of())
        .entries().stream().flatMap(entry -> line(entry).stream()).map(it -> it.group(1)).toList();
  }

  /** The lines of ours. */
  Stream<MatchResult> ours() {
    return entries().stream().filter(this::isOfStore).flatMap(entry -> line(entry).stream());
  }

  /** Exports of the store that this agent would write otherwise: somebody edited them. */
  List<String> edited() {
    return entries().stream()
        .filter(this::isOfStore)
        .filter(entry -> line(entry).isEmpty())
        .toList();
  }

  /** What is not ours. */
  List<String> foreign() {
    return entries().stream().filter(this::isForeign).toList();
  }

  /** Whether it exports the store from where it is or was. */
  boolean isOfStore(String entry) {
    return ForeignExports.entries(Path.of("/"), entry).stream()
        .anyMatch(it -> paths.contains(it.path().toString()));
  }

  private boolean isForeign(String entry) {
    return !OWNERS.contains(entry) && !isOfStore(entry);
  }

  /** With these lines in the place of ours; nothing when it would be empty. */
  Optional<String> with(String lines) {
    var rest = new ArrayList<String>();
    var place = -1;
    for (var entry : entries()) {
      if (isForeign(entry)) {
        rest.add(entry);
      } else if (place < 0 && isOfStore(entry)) {
        place = rest.size();
      }
    }
    rest.add(Math.max(place, 0), lines);
    var made = (lines.isEmpty() ? "" : OWNER) + String.join("", rest);
    return Optional.of(made).filter(it -> !it.isEmpty());
  }
}
