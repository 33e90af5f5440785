package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollback goes, kept by its first event.
 *
 * @param last the last phase that stays; nothing when none does
 * @param singleContainer whether a single container serves the port in the end
 */
public record RollbackOrder(Optional<Phase> last, boolean singleContainer) {
  private static final String SINGLE = ", then a single container";

  /**
   * What was asked for.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code bad-input}
   */
  public static RollbackOrder of(@Nullable RollbackRequest request) {
    if (request == null) {
      return new RollbackOrder(Optional.empty(), false);
    }
    var last = Optional.ofNullable(request.to()).map(Phase::of);
    if (request.singleContainer() && !last.equals(Optional.of(Phase.STORE))) {
      throw ProblemCode.BAD_INPUT
          .problem("singleContainer: the container reads the store, so that phase has to stay")
          .withRemedy("Ask for {\"to\":\"store\",\"singleContainer\":true}.")
          .exception();
    }
    if (last.equals(Optional.of(Phase.SETTLE))) {
      throw ProblemCode.BAD_INPUT
          .problem("to: nothing comes after settle, so that nothing would be put back")
          .withRemedy("Name store, deploy or prove; leave it out to put back everything.")
          .exception();
    }
    return new RollbackOrder(last, request.singleContainer());
  }

  /** The newest order; nothing for a rollout that was never rolled back. */
  static Optional<RollbackOrder> newest(List<RolloutEvent> events) {
    return events.reversed().stream()
        .filter(event -> event.kind() == Kind.ROLLBACK)
        .findFirst()
        .map(event -> parse(event.text()));
  }

  /** What an operator types to have this rollout rolled back as far as was ordered before. */
  public static String command(String rollout, List<RolloutEvent> events) {
    var order = newest(events);
    return "ollama-swarm rollback "
        + rollout
        + order.flatMap(RollbackOrder::last).map(last -> " --to " + last.label()).orElse("")
        + (order.filter(RollbackOrder::singleContainer).isPresent() ? " --single-container" : "");
  }

  private static RollbackOrder parse(@Nullable String text) {
    if (text == null) {
      return new RollbackOrder(Optional.empty(), false);
    }
    var single = text.endsWith(SINGLE);
    var label = single ? text.substring(0, text.length() - SINGLE.length()) : text;
    return new RollbackOrder(Optional.of(Phase.of(label)), single);
  }

  /** As the event keeps it. */
  public @Nullable String text() {
    return last.map(phase -> phase.label() + (singleContainer ? SINGLE : "")).orElse(null);
  }

  /** Whether the phase is put back. */
  boolean undoes(Phase phase) {
    return last.filter(stays -> phase.compareTo(stays) <= 0).isEmpty();
  }
}
