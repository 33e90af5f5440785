package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who needs which model, as the lead told last. Only the lead sees the replicas. */
@ApplicationScoped
public class KnownUse {
  /** Replicas load models at any moment: what the lead said is worth nothing for longer. */
  private static final Duration VALID = Duration.ofMinutes(1);

  private final Clock clock;
  private volatile @Nullable Told told;

  public KnownUse(Clock clock) {
    this.clock = clock;
  }

  private record Told(
      Instant at, Set<ModelName> wanted, Map<ModelName, SortedSet<String>> loaded) {}

  /** Replaces what is known; refuses what is no model's name. */
  public void put(ModelUse use) {
    var loaded = new HashMap<ModelName, SortedSet<String>>();
    required(use.loaded())
        .forEach(
            (node, names) ->
                names(names)
                    .forEach(name -> loaded.computeIfAbsent(name, _ -> new TreeSet<>()).add(node)));
    told = new Told(clock.instant(), names(use.wanted()), loaded);
  }

  private static Set<ModelName> names(@Nullable List<String> names) {
    return required(names).stream().map(ModelName::parse).collect(Collectors.toUnmodifiableSet());
  }

  private static <T> T required(@Nullable T given) {
    if (given == null) {
      throw ProblemCode.BAD_INPUT.exception(
          "wanted and loaded are both needed, and a list for each node");
    }
    return given;
  }

  private Optional<Told> known() {
    return Optional.ofNullable(told)
        .filter(known -> !known.at().plus(VALID).isBefore(clock.instant()));
  }

  /** Nodes with a replica that has the model in memory; nothing while that is not known. */
  Optional<List<String>> servedBy(ModelName model) {
    return known().map(known -> List.copyOf(known.loaded().getOrDefault(model, new TreeSet<>())));
  }

  /** Why the model must not be deleted, if so. */
  public Optional<String> reasonToKeep(ModelName model) {
    return known()
        .map(known -> reasonToKeep(known, model))
        .orElse(
            Optional.of(
                "the lead has not told within %s which models are wanted and loaded"
                    .formatted(InWords.of(VALID))));
  }

  private static Optional<String> reasonToKeep(Told known, ModelName model) {
    if (known.loaded().containsKey(model)) {
      return Optional.of("a replica has it loaded on " + known.loaded().get(model));
    }
    return known.wanted().contains(model)
        ? Optional.of("it is in the lead's list of wanted models")
        : Optional.empty();
  }
}
