package com.wizardsofts.ollamaswarm.nfs.model;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What each file of the store hashed to when it was last read; kept in the agent's state, so that a
 * restart does not read terabytes again.
 */
@ApplicationScoped
public class VerifiedFiles {
  private static final Logger LOG = Logger.getLogger(VerifiedFiles.class);
  private static final char NO_UTF_8 = '\uFFFD';
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HostFiles files;
  private final Clock clock;
  private final Path record;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  public VerifiedFiles(HostFiles files, NfsAgentConfig config, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.record = config.stateFolder().resolve("verified-files.json");
    load();
  }

  /** What shows that a file was written since: its size, time or inode are others then. */
  record State(long bytes, String modified, String inode) {

    /** Of the file itself, not of what a link leads to. */
    static State of(BasicFileAttributes file) {
      return new State(
          file.size(), file.lastModifiedTime().toString(), String.valueOf(file.fileKey()));
    }

    static State of(Path file) throws IOException {
      return of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }
  }

  /**
   * What a file hashed to, and when it was read.
   *
   * @param blobs digests of the blobs that it names, in its order, when it is a manifest
   */
  record Entry(State state, String sha256, Instant at, List<String> blobs) {}

  /** By the file's path below the store's {@code models}. */
  Optional<Entry> find(String file) {
    return Optional.ofNullable(entries.get(file));
  }

  void put(String file, State state, String sha256, List<String> blobs) {
    entries.put(file, new Entry(state, sha256, clock.instant(), blobs));
  }

  public void forget(String file) {
    entries.remove(file);
  }

  /** Forgets the file also after a restart; when that cannot be written, it forgets nothing. */
  void forgetForGood(String file) {
    var known = entries.remove(file);
    if (known == null) {
      return;
    }
    try {
      save();
    } catch (ProblemException e) {
      entries.putIfAbsent(file, known);
      throw e;
    }
  }

  /** All that it knows, by their paths below the store's {@code models}. */
  Set<String> files() {
    return Set.copyOf(entries.keySet());
  }

  /** Forgets all other blobs: they are gone. A manifest is forgotten with its model alone. */
  public void retainBlobs(Set<String> present) {
    entries.keySet().removeIf(file -> file.startsWith(Blobs.path("")) && !present.contains(file));
  }

  /** Writes down what is known. */
  public synchronized void save() {
    var all = JsonNodeFactory.instance.objectNode();
    entries.forEach(
        (file, entry) -> {
          var node =
              all.putObject(file)
                  .put("bytes", entry.state().bytes())
                  .put("modified", entry.state().modified())
                  .put("inode", entry.state().inode())
                  .put("sha256", entry.sha256())
                  .put("at", entry.at().toString());
          if (!entry.blobs().isEmpty()) {
            entry.blobs().forEach(node.putArray("blobs")::add);
          }
        });
    files.write(record, all.toString());
  }

  private void load() {
    var text = files.readDamaged(record).orElse("{}");
    try {
      // A digest with another letter in it would call a sound file damaged.
      if (text.indexOf(NO_UTF_8) >= 0) {
        throw new JsonParseException("it has bytes that are no UTF-8");
      }
      JSON.readTree(text)
          .properties()
          .forEach(field -> entries.put(field.getKey(), entry(field.getValue())));
    } catch (JsonProcessingException | DateTimeException e) {
      LOG.warnf("%s is damaged, so every file will be read again: %s", record, e);
      entries.clear();
    }
  }

  private static Entry entry(JsonNode node) {
    var state =
        new State(
            node.path("bytes").asLong(),
            node.path("modified").asText(),
            node.path("inode").asText());
    return new Entry(
        state,
        node.path("sha256").asText(),
        Instant.parse(node.path("at").asText()),
        node.path("blobs").valueStream().map(JsonNode::asText).toList());
  }
}
