package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.HostFiles.Stamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What rollouts did, on disk: a file for each rollout, a {@link JournalLine} for each event, synced
 * before the rollout goes on.
 */
@ApplicationScoped
public class Journal {
  /** Where the files lie. */
  public static final Path FOLDER = Path.of("/var/lib/ollama-swarm/rollouts");

  private static final String SUFFIX = ".jsonl";

  /** One zero may be a damaged character; JSON itself has none. */
  private static final String HOLE = "\0\0";

  private final HostFiles files;
  private final JournalLine line;

  /** What was read of a file once need not be read again while it is the same. */
  private final Map<String, Known> past = new ConcurrentHashMap<>();

  public Journal(HostFiles files, ObjectMapper json) {
    this.files = files;
    this.line = new JournalLine(json);
  }

  /**
   * The events of one rollout.
   *
   * @param damaged numbers of the lines, from 1, that are not what was written; a last line that a
   *     power cut tore is none of them: it was not yet acted on
   */
  public record History(List<RolloutEvent> events, List<Integer> damaged) {}

  private record Known(Optional<Stamp> stamp, Optional<PastRollout> past) {}

  /** Adds an event; it is on the disk when this returns. */
  public void append(RolloutEvent event) {
    try {
      files.append(file(event.rollout()), line.write(event) + "\n");
    } finally {
      past.remove(event.rollout());
    }
  }

  /** All rollouts, oldest first. */
  public List<String> rollouts() {
    return files.list(FOLDER).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(SUFFIX))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()))
        .sorted(Comparator.comparing(RolloutId::of))
        .toList();
  }

  /** What this rollout was; nothing when its file holds no event. */
  public Optional<PastRollout> past(String rollout) {
    var stamp = files.stamp(file(rollout));
    var known = past.get(rollout);
    if (known == null || !known.stamp().equals(stamp)) {
      known = new Known(stamp, PastRollout.of(read(rollout)));
      past.put(rollout, known);
    }
    return known.past();
  }

  /** The proofs of all rollouts that were not rolled back, oldest first. */
  public List<RolloutEvent> proofs() {
    return proofs(rollouts().stream());
  }

  /** Those of the rollouts before this one. */
  public List<RolloutEvent> proofsBefore(String rollout) {
    return proofs(rollouts().stream().takeWhile(id -> !id.equals(rollout)));
  }

  private List<RolloutEvent> proofs(Stream<String> rollouts) {
    return rollouts
        .flatMap(rollout -> past(rollout).stream())
        .flatMap(rollout -> rollout.proved().stream())
        .toList();
  }

  /** What one rollout's file holds; nothing when there is no such file. */
  public History read(String rollout) {
    var text = text(rollout);
    var lines = text.lines().toList();
    var events = new java.util.ArrayList<RolloutEvent>();
    var damaged = new java.util.ArrayList<Integer>();
    for (int number = 1; number <= lines.size(); number++) {
      try {
        events.add(line.read(lines.get(number - 1)));
      } catch (JsonProcessingException e) {
        damaged.add(number);
      }
    }
    if (!torn(text).isEmpty()) {
      damaged.remove(Integer.valueOf(lines.size()));
    }
    return new History(List.copyOf(events), List.copyOf(damaged));
  }

  /** Takes a torn last line away, or ends it: what is appended would become part of it. */
  void mend(String rollout) {
    var text = text(rollout);
    var torn = torn(text);
    if (!torn.isEmpty()) {
      var whole = text.substring(0, text.length() - torn.length());
      files.write(file(rollout), isWhole(torn) ? text + "\n" : whole);
    }
  }

  /**
   * The last line when a power cut came before it was synced: it lacks its end, or it has the
   * length of the whole and zeros where the disk got nothing. Whatever else is not what was written
   * was damaged later, and may have been acted on.
   */
  private static String torn(String text) {
    var last = text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
    return last.endsWith("\n") && !last.contains(HOLE) ? "" : last;
  }

  private boolean isWhole(String text) {
    try {
      line.read(text);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private String text(String rollout) {
    return files.readDamaged(file(rollout)).orElse("");
  }

  private static Path file(String rollout) {
    return FOLDER.resolve(rollout + SUFFIX);
  }
}
