package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Looks through a mount for those who must answer in time: they share the look that runs, so that a
 * server that is away holds one process and not one for each question.
 */
final class SharedLook {
  private final Map<Path, CompletableFuture<MountProof.Seen>> running = new ConcurrentHashMap<>();

  /** What the look sees; that it does not end within {@code patience} is trouble, not an error. */
  MountProof.Seen within(Duration patience, Path mountPoint, Supplier<MountProof.Seen> look) {
    var shared = running.computeIfAbsent(mountPoint, point -> start(point, look));
    try {
      return shared.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return unseen("a look through the mount has not ended within " + InWords.of(patience));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unseen("the look through the mount was interrupted");
    }
  }

  private CompletableFuture<MountProof.Seen> start(Path point, Supplier<MountProof.Seen> look) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return look.get();
          } finally {
            running.remove(point);
          }
        },
        Thread::startVirtualThread);
  }

  private static MountProof.Seen unseen(String why) {
    return new MountProof.Seen(
        null, false, why + ": the store's server does not answer, or this node is very busy");
  }
}
