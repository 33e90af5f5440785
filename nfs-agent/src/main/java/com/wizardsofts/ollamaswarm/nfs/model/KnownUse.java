package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private record Told(Instant at, Set<ModelName> wanted, Set<ModelName> loaded) {}

  /** Replaces what is known; refuses what is no model's name. */
  public void put(ModelUse use) {
    told = new Told(clock.instant(), names(use.wanted()), names(use.loaded()));
  }

  private static Set<ModelName> names(@Nullable List<String> names) {
    if (names == null) {
      throw ProblemCode.BAD_INPUT.exception("The lists wanted and loaded are both needed");
    }
    return names.stream().map(ModelName::parse).collect(Collectors.toUnmodifiableSet());
  }

  /** Why the model must not be deleted, if so. */
  Optional<String> reasonToKeep(ModelName model) {
    var known = told;
    if (known == null || known.at().plus(VALID).isBefore(clock.instant())) {
      return Optional.of(
          "the lead has not told within %s which models are wanted and loaded".formatted(VALID));
    }
    if (known.loaded().contains(model)) {
      return Optional.of("a replica has it loaded");
    }
    return known.wanted().contains(model)
        ? Optional.of("it is in the lead's list of wanted models")
        : Optional.empty();
  }
}
