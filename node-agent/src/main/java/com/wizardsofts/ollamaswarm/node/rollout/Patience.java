package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for an agent that is away: it may be restarted, or its server be booting. */
record Patience(Await await, Duration limit, Duration pause) {

  /**
   * Tries a step until its agent answers or the limit is over; then the outcome names the agent.
   */
  StepOutcome run(Supplier<StepOutcome> step, Consumer<String> note) {
    var last = new AtomicReference<@Nullable StepOutcome>();
    return await
        .until(
            limit,
            pause,
            () -> {
              var outcome = step.get();
              if (!isAway(outcome)) {
                return Optional.of(outcome);
              }
              if (last.getAndSet(outcome) == null) {
                note.accept("an agent does not answer; it is waited for");
              }
              return Optional.empty();
            })
        .orElseGet(() -> Objects.requireNonNull(last.get()));
  }

  private static boolean isAway(StepOutcome outcome) {
    return outcome instanceof StepOutcome.Failed(var problem)
        && problem.is(ProblemCode.AGENT_UNREACHABLE);
  }
}
