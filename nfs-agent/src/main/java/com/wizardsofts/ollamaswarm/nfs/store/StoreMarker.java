package com.wizardsofts.ollamaswarm.nfs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The marker file by which a node proves that its mount shows this store: an id made once. Its
 * counter proves nothing to nodes: it is there for people, and moving it shows here whether the
 * store can be written to.
 */
@ApplicationScoped
public class StoreMarker {
  /** Its path relative to the store. */
  public static final String NAME = ".ollama-swarm-store";

  /**
   * Nodes read the file with O_DIRECT, past their caches, which wants whole aligned blocks: one
   * page is a multiple of every block size in use.
   */
  static final int BYTES = 4096;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final HostFiles files;
  private final ModelStore store;
  private final Path file;

  public StoreMarker(HostFiles files, ModelStore store) {
    this.files = files;
    this.store = store;
    this.file = store.path().resolve(NAME);
  }

  /** The store's id; makes the marker when there is none. Problems as {@link #move}. */
  public synchronized String id() {
    return files
        .readDamaged(file)
        .map(this::parse)
        .map(marker -> marker.path("id").asText())
        .orElseGet(this::move);
  }

  /**
   * Moves the counter; makes the marker when there is none.
   *
   * @return the store's id
   * @throws ProblemException {@code store.unusable} when the marker is damaged or gone (it is never
   *     given a new id by itself: nodes know the old one) or cannot be written
   */
  public synchronized String move() {
    var old = files.readDamaged(file).map(this::parse);
    var id = old.map(marker -> marker.path("id").asText()).orElseGet(this::newId);
    var count = old.map(marker -> marker.path("counter").asLong()).orElse(0L);
    var line = JsonNodeFactory.instance.objectNode().put("id", id).put("counter", count + 1);
    try {
      files.write(file, padded(line.toString()));
    } catch (ProblemException e) {
      throw new ProblemException(store.unusable(String.valueOf(e.problem().cause())).problem(), e);
    }
    store.remember(id);
    return id;
  }

  private String newId() {
    store.requireMarker();
    return UUID.randomUUID().toString();
  }

  private static String padded(String line) {
    return line + " ".repeat(BYTES - 1 - line.length()) + "\n";
  }

  private JsonNode parse(String text) {
    try {
      var marker = JSON.readTree(text);
      if (ID.matcher(marker.path("id").asText()).matches()
          && marker.path("counter").isIntegralNumber()) {
        return marker;
      }
    } catch (JsonProcessingException e) {
      throw new ProblemException(damaged().problem(), e);
    }
    throw damaged();
  }

  private ProblemException damaged() {
    return store
        .unusable("its marker %s is damaged".formatted(file))
        .problem()
        .withRemedy(
            "Put the marker back from a backup. Or delete it and %s, so that the store gets a new id,"
                    .formatted(store.known())
                + " and run the rollout again: every node has to prove its mount anew.")
        .exception();
  }
}
