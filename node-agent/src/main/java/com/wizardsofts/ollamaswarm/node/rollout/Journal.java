package com.wizardsofts.ollamaswarm.node.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What rollouts did, on disk: a file for each rollout, a JSON object for each event, synced before
 * the rollout goes on.
 */
@ApplicationScoped
public class Journal {
  static final Path FOLDER = Path.of("/var/lib/ollama-swarm/rollouts");

  private final HostFiles files;
  private final ObjectMapper json;

  public Journal(HostFiles files, ObjectMapper json) {
    this.files = files;
    this.json = json;
  }

  /** Adds an event; it is on the disk when this returns. */
  public void append(RolloutEvent event) {
    try {
      files.append(
          FOLDER.resolve(event.rollout() + ".jsonl"), json.writeValueAsString(event) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that is no JSON: " + event, e);
    }
  }

  /** All events of all rollouts, oldest rollout first; a line torn by a power cut is left out. */
  public List<RolloutEvent> read() {
    return files.list(FOLDER).stream().sorted().flatMap(this::read).toList();
  }

  private Stream<RolloutEvent> read(Path file) {
    var events = new ArrayList<RolloutEvent>();
    for (var line : files.read(file).orElse("").lines().toList()) {
      try {
        events.add(json.readValue(line, RolloutEvent.class));
      } catch (JsonProcessingException e) {
        // Only the last line can be torn: what follows it was never written.
        break;
      }
    }
    return events.stream();
  }
}
