package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks several at the same time. */
final class Together {
  private Together() {}

  /** The answers, in the order of what was asked about. */
  static <A, T> List<T> map(List<A> all, Function<A, T> question) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = all.stream().map(one -> threads.submit(() -> question.apply(one))).toList();
      var answers = new ArrayList<T>();
      for (Future<T> answer : running) {
        answers.add(answer.get());
      }
      return answers;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
