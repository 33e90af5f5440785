package com.wizardsofts.ollamaswarm.nfs.removal;

import com.wizardsofts.ollamaswarm.api.Pruned;
import com.wizardsofts.ollamaswarm.api.Pruned.Leftover;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.pull.PullServer;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Deletes what no model of the store needs. */
@ApplicationScoped
public class StorePruner {
  /** A blob, or a part of one that is being downloaded, by Ollama or by this agent. */
  private static final Pattern OURS =
      Pattern.compile("sha256-[0-9a-f]{64}(-partial(-\\d+)?|-fetch)?");

  private final Models models;
  private final Blobs blobs;
  private final Function<Supplier<Pruned>, Pruned> whileIdle;
  private final Duration grace;
  private final Clock clock;

  @Inject
  public StorePruner(
      Models models, Blobs blobs, PullServer pulls, NfsAgentConfig config, Clock clock) {
    this(models, blobs, pulls::whileIdle, config, clock);
  }

  /** With another way to keep pulls out while it works. */
  StorePruner(
      Models models,
      Blobs blobs,
      Function<Supplier<Pruned>, Pruned> whileIdle,
      NfsAgentConfig config,
      Clock clock) {
    this.models = models;
    this.blobs = blobs;
    this.whileIdle = whileIdle;
    this.grace = config.pruneGrace();
    this.clock = clock;
  }

  /**
   * Deletes the leftovers, or only says which they are.
   *
   * @throws ProblemException {@code model.damaged} when a manifest is broken or lost, for then
   *     nobody knows which blobs it needs; {@code store.busy} while models are pulled
   */
  public Pruned prune(boolean dryRun) {
    return whileIdle.apply(
        () -> {
          var files = leftovers();
          var shown = files.stream().map(StorePruner::leftover).toList();
          if (!dryRun) {
            files.forEach(StorePruner::delete);
          }
          return new Pruned(dryRun, shown, shown.stream().mapToLong(Leftover::bytes).sum());
        });
  }

  private List<Path> leftovers() {
    var lost = models.lost();
    if (!lost.isEmpty()) {
      throw unknown(lost.getFirst(), "its manifest is missing");
    }
    var needed = models.names().stream().flatMap(this::needed).collect(Collectors.toSet());
    try (var all = Files.list(blobs.folder())) {
      return all.filter(file -> isLeftover(file, needed)).sorted().toList();
    } catch (IOException e) {
      throw unusable("Cannot read " + blobs.folder(), e);
    }
  }

  private Stream<String> needed(ModelName name) {
    var manifest = models.manifest(name).orElseThrow();
    var faults = models.manifestFaults(name, manifest);
    if (!faults.isEmpty()) {
      throw unknown(name, faults.getFirst());
    }
    return manifest.blobs().stream().map(Manifest.Blob::fileName);
  }

  private static ProblemException unknown(ModelName name, String fault) {
    return ProblemCode.MODEL_DAMAGED
        .problem("Nobody knows which blobs %s needs".formatted(name.shown()))
        .causedBy(fault)
        .withRemedy("Repair or delete that model first.")
        .exception();
  }

  private boolean isLeftover(Path file, Set<String> needed) {
    try {
      return OURS.matcher(name(file)).matches()
          && !needed.contains(name(file))
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(file).toInstant().isBefore(clock.instant().minus(grace));
    } catch (IOException e) {
      throw unusable("Cannot read " + file, e);
    }
  }

  private static Leftover leftover(Path file) {
    return new Leftover(Blobs.path(name(file)), file.toFile().length());
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw unusable("Cannot delete " + file, e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static ProblemException unusable(String what, IOException e) {
    return new ProblemException(ProblemCode.STORE_UNUSABLE.problem(what).causedBy(e.toString()), e);
  }
}
