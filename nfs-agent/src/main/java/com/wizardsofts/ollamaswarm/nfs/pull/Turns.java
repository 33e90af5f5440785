package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.concurrent.Semaphore;

/** Work of which only so much is done at a time, first come first served. */
public final class Turns {
  private final Semaphore free;

  /** {@code atOnce} of them run beside each other. */
  public Turns(int atOnce) {
    free = new Semaphore(atOnce, true);
  }

  /**
   * Does the work when its turn comes.
   *
   * @throws ProblemException {@code model.pull-failed} when it was cancelled while it waited
   */
  public void take(Runnable work) {
    try {
      free.acquire();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      work.run();
    } finally {
      free.release();
    }
  }

  static ProblemException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ProblemException(
        ProblemCode.MODEL_PULL_FAILED.problem("It was cancelled while it waited for its turn"), e);
  }
}
