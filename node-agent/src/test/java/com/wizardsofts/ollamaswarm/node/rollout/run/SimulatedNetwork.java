package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What happens between the lead and the servers, on a clock of its own: nobody answers for minutes,
 * an order or its answer is lost, an order comes twice, or so late that the lead asks again before.
 * A server carries out one order after the other, and each within the time that the lead waits.
 */
final class SimulatedNetwork {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Random random;
  private final Consumer<String> happened;
  private final Map<String, Late> late = new TreeMap<>();
  private Duration now = Duration.ZERO;
  private Duration silentUntil = Duration.ZERO;
  private Duration engineBack = Duration.ZERO;
  private int unanswered;

  private record Late(Runnable change, Duration due) {}

  SimulatedNetwork(Random random, Consumer<String> happened) {
    this.random = random;
    this.happened = happened;
  }

  /** Of a lead that waits by this clock, and so without waiting. */
  Patience patience() {
    return new Patience(await(), PATIENCE, Duration.ofMillis(500));
  }

  /** By this clock. */
  Await await() {
    return new Await(
        () -> {
          LockSupport.unpark(Thread.currentThread());
          pass(Duration.ofMillis(500));
          return now.toNanos();
        });
  }

  /** How often the lead had no answer. */
  int unanswered() {
    return unanswered;
  }

  /** The lead's own Docker is asked, or has just done what it was asked for. */
  void engine() {
    if (random.nextInt(300) == 0) {
      happened.accept("a Docker that goes");
      engineBack = now.plus(upTo(PATIENCE.multipliedBy(2)));
    }
    if (now.compareTo(engineBack) < 0) {
      unanswered++;
      throw ProblemCode.DOCKER_UNREACHABLE.exception("no answer");
    }
  }

  /** A question is asked. */
  void reach() {
    pass(upTo(Duration.ofSeconds(2)));
    if (random.nextInt(150) == 0) {
      happened.accept("a silence");
      silentUntil = now.plus(upTo(PATIENCE.multipliedBy(2)));
    }
    if (now.compareTo(silentUntil) < 0) {
      pass(Duration.ofSeconds(10));
      throw lost();
    }
  }

  /**
   * An order is given to {@code whom}.
   *
   * @param change what it changes
   * @param made told of each change before the lead has its answer
   */
  void order(String whom, Runnable change, Runnable made) {
    reach();
    arrive(whom);
    switch (random.nextInt(100)) {
      case 0 -> {
        happened.accept("a lost order");
        throw lost();
      }
      case 1, 2 -> {
        happened.accept("a late order");
        late.put(whom, new Late(change, now.plus(upTo(PATIENCE))));
        pass(Duration.ofSeconds(10));
        throw lost();
      }
      case 3 -> {
        happened.accept("an order twice");
        make(change, made);
        make(change, made);
      }
      case 4, 5 -> {
        happened.accept("a lost answer");
        make(change, made);
        throw lost();
      }
      default -> make(change, made);
    }
  }

  private static void make(Runnable change, Runnable made) {
    change.run();
    made.run();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    late.entrySet().stream()
        .filter(order -> order.getValue().due().compareTo(now) <= 0)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::arrive);
  }

  private void arrive(String whom) {
    var order = late.remove(whom);
    if (order != null) {
      order.change().run();
    }
  }

  private Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextInt((int) most.toMillis()));
  }

  private ProblemException lost() {
    unanswered++;
    return ProblemCode.AGENT_UNREACHABLE.exception("no answer");
  }
}
