package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for an agent, a Docker Engine, a Swarm's leader, a Traefik or a store that is away: it may
 * be restarted, its server be booting, or a network be cut.
 *
 * @param limit of one wait
 * @param look before each further try: it throws what keeps who is back from having orders
 */
public record Patience(Await await, Duration limit, Duration pause, Runnable look) {
  /** Work of hours may lose its agent more than once; what never gets further ends here. */
  private static final int LOSSES = 20;

  /** Of whoever is back nothing is asked but the step. */
  public Patience(Await await, Duration limit, Duration pause) {
    this(await, limit, pause, () -> {});
  }

  /** The same, with this look. */
  public Patience looking(Runnable other) {
    return new Patience(await, limit, pause, other);
  }

  /**
   * What becomes of a step that ended so: when it met somebody away it is tried again, until they
   * answer or the limit is over; then the outcome names them.
   */
  StepOutcome after(StepOutcome first, Supplier<StepOutcome> step, Consumer<String> note) {
    var outcome = first;
    for (int losses = 0; losses < LOSSES && isAway(outcome); losses++) {
      note.accept(whom(outcome) + " does not answer; it is waited for");
      outcome = waited(step);
      if (isSilent(outcome)) {
        return outcome;
      }
    }
    return outcome;
  }

  private StepOutcome waited(Supplier<StepOutcome> step) {
    var last = new AtomicReference<@Nullable StepOutcome>();
    return await
        .until(
            limit,
            pause,
            () -> {
              var outcome = again(step);
              last.set(outcome);
              return isSilent(outcome) ? Optional.empty() : Optional.of(outcome);
            })
        .orElseGet(() -> Objects.requireNonNull(last.get()));
  }

  private StepOutcome again(Supplier<StepOutcome> step) {
    try {
      look.run();
    } catch (ProblemException e) {
      return new StepOutcome.Failed(e.problem());
    }
    return step.get();
  }

  private static boolean isAway(StepOutcome outcome) {
    return isSilent(outcome) || failed(outcome, ProblemCode.OPERATION_LOST);
  }

  private static boolean isSilent(StepOutcome outcome) {
    return failed(outcome, ProblemCode.AGENT_UNREACHABLE)
        || isDockerAway(outcome)
        || isLeaderless(outcome)
        || isStoreAway(outcome)
        || isTraefikAway(outcome);
  }

  private static boolean isDockerAway(StepOutcome outcome) {
    return failed(outcome, ProblemCode.DOCKER_UNREACHABLE);
  }

  /** Managers choose another after one was lost or restarted, which takes some seconds. */
  private static boolean isLeaderless(StepOutcome outcome) {
    return failed(outcome, ProblemCode.SWARM_NO_LEADER);
  }

  /** A node says so of the store's server: the lead itself may reach that. */
  private static boolean isStoreAway(StepOutcome outcome) {
    return failed(outcome, ProblemCode.STORE_UNREACHABLE);
  }

  /** After a power cut Docker starts it later than the agents: its network waits for the Swarm. */
  private static boolean isTraefikAway(StepOutcome outcome) {
    return failed(outcome, ProblemCode.GATEWAY_SILENT)
        || failed(outcome, ProblemCode.GATEWAY_MISSING);
  }

  private static String whom(StepOutcome outcome) {
    if (isStoreAway(outcome)) {
      return "the store's server";
    }
    if (isDockerAway(outcome)) {
      return "Docker";
    }
    if (isLeaderless(outcome)) {
      return "the Swarm, which has no leader,";
    }
    return isTraefikAway(outcome) ? "Traefik" : "an agent";
  }

  private static boolean failed(StepOutcome outcome, ProblemCode code) {
    return outcome instanceof StepOutcome.Failed(var problem) && problem.is(code);
  }
}
