package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Swarm configs that rollbacks need: the specs that they put back name them, and Swarm knows
 * the last of these specs only.
 */
@ApplicationScoped
public class FormerConfigs {
  private static final Pattern NAMED = Pattern.compile("\"ConfigID\":\"([^\"]+)\"");

  private final Journal journal;

  public FormerConfigs(Journal journal) {
    this.journal = journal;
  }

  /** Their identifiers. */
  public Set<String> ids() {
    return journal.rollouts().stream()
        .filter(rollout -> journal.past(rollout).filter(PastRollout::left).isPresent())
        .flatMap(rollout -> journal.read(rollout).events().stream())
        .filter(event -> event.kind() == Kind.BEFORE)
        .map(RolloutEvent::text)
        .filter(Objects::nonNull)
        .flatMap(before -> NAMED.matcher(before).results())
        .map(named -> named.group(1))
        .collect(Collectors.toUnmodifiableSet());
  }
}
