package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every later rollout asks of one before it.
 *
 * @param began its first event
 * @param open the steps that began to change something which was not put back
 * @param proved its proofs; none once a rollback of it began
 * @param damaged numbers of the lines of its journal that are not what was written
 */
public record PastRollout(
    RolloutEvent began,
    State state,
    Set<String> open,
    List<RolloutEvent> proved,
    List<Integer> damaged) {

  /** By its events; nothing when there are none: it has not begun. */
  static Optional<PastRollout> of(Journal.History history) {
    var events = history.events();
    if (events.isEmpty()) {
      return Optional.empty();
    }
    var goesBack = events.stream().anyMatch(event -> event.kind() == Kind.ROLLBACK);
    return Optional.of(
        new PastRollout(
            events.getFirst(),
            Report.state(events).state(),
            Report.left(events),
            goesBack
                ? List.of()
                : events.stream().filter(event -> event.kind() == Kind.PROVED).toList(),
            history.damaged()));
  }

  /**
   * Whether it runs or was interrupted. One whose journal is damaged is not known to be, and could
   * not go on: it is no reason for others to wait.
   */
  public boolean isOpen() {
    return damaged.isEmpty() && (state == State.RUNNING || state == State.INTERRUPTED);
  }

  /** In which it brought that there: a step's id begins with its phase. */
  public Set<String> phases() {
    return open.stream().map(id -> id.replaceFirst("[.].*", "")).collect(Collectors.toSet());
  }

  /**
   * Whether something may be on servers that this rollout brought there. What a damaged line said
   * may have been just that.
   */
  public boolean left() {
    return (!open.isEmpty() || !damaged.isEmpty()) && state != State.ROLLED_BACK;
  }
}
