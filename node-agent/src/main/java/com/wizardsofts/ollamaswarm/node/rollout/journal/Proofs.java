package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Proofs that the journal holds for one desired state; a proof once made is not repeated unless
 * asked for.
 */
public final class Proofs {
  private final List<RolloutEvent> proved;
  private final EventLog log;

  private Proofs(List<RolloutEvent> proved, EventLog log) {
    this.proved = proved;
    this.log = log;
  }

  public static Proofs of(List<RolloutEvent> journal, String desired, EventLog log) {
    var undone =
        journal.stream()
            .filter(event -> event.kind() == Kind.ROLLBACK)
            .map(RolloutEvent::rollout)
            .collect(Collectors.toSet());
    var held =
        journal.stream()
            .filter(event -> !undone.contains(event.rollout()))
            .filter(event -> event.kind() == Kind.PROVED && event.desired().equals(desired))
            .toList();
    return new Proofs(new ArrayList<>(held), log);
  }

  /** Whether the step's proof was made, as an observation of that step. */
  public Observation of(String step) {
    return proved.stream()
        .filter(event -> Objects.equals(event.step(), step))
        .reduce((_, newer) -> newer)
        .<Observation>map(event -> new Observation.AsPlanned(evidence(event)))
        .orElseGet(() -> new Observation.Differs("not proved", "proved").making(true));
  }

  /** Remembers the running step's proof. */
  public void add(String evidence) {
    log.add(Kind.PROVED, evidence, null);
    proved.add(log.events().getLast());
  }

  /** Remembers the running step's proof and what it measured; the report shows these by name. */
  public void add(String evidence, Map<String, Double> figures) {
    log.prove(evidence, figures);
    proved.add(log.events().getLast());
  }

  private String evidence(RolloutEvent event) {
    var text = Objects.requireNonNullElse(event.text(), "");
    var old = log.events().isEmpty() || !log.events().getFirst().rollout().equals(event.rollout());
    return old ? "proved by %s at %s: %s".formatted(event.rollout(), event.at(), text) : text;
  }
}
