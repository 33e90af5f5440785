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

  private final Map<String, String> settings;
  private final Random random;
  private final Consumer<String> happened;
  private final Map<String, Late> late = new TreeMap<>();
  private Duration now = Duration.ZERO;
  private Duration silentUntil = Duration.ZERO;

  private record Late(String value, Duration due) {}

  SimulatedNetwork(Map<String, String> settings, Random random, Consumer<String> happened) {
    this.settings = settings;
    this.random = random;
    this.happened = happened;
  }

  /** Of a lead that waits by this clock, and so without waiting. */
  Patience patience() {
    var await =
        new Await(
            () -> {
              LockSupport.unpark(Thread.currentThread());
              pass(Duration.ofMillis(500));
              return now.toNanos();
            });
    return new Patience(await, PATIENCE, Duration.ofMillis(500));
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
      throw unanswered();
    }
  }

  /** An order is given; {@code made} is told of each change. */
  void order(String setting, String value, Runnable made) {
    reach();
    arrive(setting);
    switch (random.nextInt(100)) {
      case 0 -> {
        happened.accept("a lost order");
        throw unanswered();
      }
      case 1, 2 -> {
        happened.accept("a late order");
        late.put(setting, new Late(value, now.plus(upTo(PATIENCE))));
        pass(Duration.ofSeconds(10));
        throw unanswered();
      }
      case 3 -> {
        happened.accept("an order twice");
        make(setting, value, made);
        make(setting, value, made);
      }
      case 4, 5 -> {
        happened.accept("a lost answer");
        make(setting, value, made);
        throw unanswered();
      }
      default -> make(setting, value, made);
    }
  }

  private void make(String setting, String value, Runnable made) {
    settings.put(setting, value);
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

  private void arrive(String setting) {
    var order = late.remove(setting);
    if (order != null) {
      settings.put(setting, order.value());
    }
  }

  private Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextInt((int) most.toMillis()));
  }

  private static ProblemException unanswered() {
    return ProblemCode.AGENT_UNREACHABLE.exception("no answer");
  }
}
