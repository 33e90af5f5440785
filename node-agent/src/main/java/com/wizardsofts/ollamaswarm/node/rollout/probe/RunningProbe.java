package com.wizardsofts.ollamaswarm.node.rollout.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks again and again while something else happens, each request by itself: a slow answer does not
 * hold the next request up. No more than a few are under way, so that the proof is not what
 * overloads a server: on an emulated one 5 a second piled up until every answer took minutes.
 */
public final class RunningProbe implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;

  /** Requests that are under way at the same time. */
  public static final int MOST = 4;

  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
  private final java.util.concurrent.ExecutorService requests =
      Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free = new Semaphore(MOST);
  private final List<Answer> answers = new ArrayList<>();

  /** Begins at once, five requests a second while fewer than four are unanswered. */
  public RunningProbe(Supplier<Answer> question) {
    var _ = ticks.scheduleAtFixedRate(() -> ask(question), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ask(Supplier<Answer> question) {
    if (free.tryAcquire()) {
      requests.execute(
          () -> {
            try {
              keep(question.get());
            } finally {
              free.release();
            }
          });
    }
  }

  private synchronized void keep(Answer answer) {
    answers.add(answer);
  }

  /** How many of those that have ended by now failed. */
  public synchronized long failed() {
    return answers.stream().filter(answer -> !answer.good()).count();
  }

  /** What those were that have ended by now: all of them after {@link #close}. */
  public synchronized ProbeResult result() {
    return ProbeResult.of(List.copyOf(answers));
  }

  /** Ends asking, and waits for the requests that are under way. */
  @Override
  public void close() {
    ticks.close();
    requests.close();
  }
}
