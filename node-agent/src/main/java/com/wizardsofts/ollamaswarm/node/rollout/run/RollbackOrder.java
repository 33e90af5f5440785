package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollback goes, kept by its first event.
 *
 * @param last the last phase that stays; nothing when none does
 * @param singleContainer whether a single container serves the port in the end
 * @param without servers that are gone for good
 */
public record RollbackOrder(Optional<Phase> last, boolean singleContainer, List<String> without) {
  private static final String ALL = "all";
  private static final String WITHOUT = "; without ";
  private static final String SINGLE = ", then a single container";

  /**
   * What was asked for.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code bad-input}
   */
  public static RollbackOrder of(@Nullable RollbackRequest request) {
    if (request == null) {
      return new RollbackOrder(Optional.empty(), false, List.of());
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
    var without = Objects.requireNonNullElse(request.without(), List.<String>of());
    if (without.stream().anyMatch(name -> name == null)) {
      throw ProblemCode.BAD_INPUT.exception("without: a name is missing");
    }
    return new RollbackOrder(last, request.singleContainer(), List.copyOf(without));
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
        + (order.filter(RollbackOrder::singleContainer).isPresent() ? " --single-container" : "")
        + order.map(RollbackOrder::without).orElse(List.of()).stream()
            .map(server -> " --without " + server)
            .collect(Collectors.joining());
  }

  private static RollbackOrder parse(@Nullable String text) {
    if (text == null) {
      return new RollbackOrder(Optional.empty(), false, List.of());
    }
    var end = text.indexOf(WITHOUT);
    var far = end < 0 ? text : text.substring(0, end);
    var without =
        end < 0 ? List.<String>of() : List.of(text.substring(end + WITHOUT.length()).split(" "));
    var single = far.endsWith(SINGLE);
    var label = single ? far.substring(0, far.length() - SINGLE.length()) : far;
    return new RollbackOrder(
        Optional.of(label).filter(it -> !it.equals(ALL)).map(Phase::of), single, without);
  }

  /** As the event keeps it. */
  public @Nullable String text() {
    var far = last.map(phase -> phase.label() + (singleContainer ? SINGLE : ""));
    return without.isEmpty()
        ? far.orElse(null)
        : far.orElse(ALL) + WITHOUT + String.join(" ", without);
  }

  /** Whether the phase is put back. */
  boolean undoes(Phase phase) {
    return last.filter(stays -> phase.compareTo(stays) <= 0).isEmpty();
  }
}
