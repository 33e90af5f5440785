package com.wizardsofts.ollamaswarm.node.rollout.phase;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Steps that run at the same time.
 *
 * @param lanes each of them one after the other
 */
public record Lanes(List<List<PlannedStep>> lanes) {

  /** The steps, cut into what runs at the same time; the parts follow each other. */
  public static List<Lanes> of(List<PlannedStep> steps) {
    var parts = new ArrayList<Lanes>();
    Map<String, List<PlannedStep>> together = new LinkedHashMap<>();
    for (var step : steps) {
      if (step.lane().isEmpty()) {
        close(together, parts);
        parts.add(new Lanes(List.of(List.of(step))));
      } else {
        together.computeIfAbsent(step.lane(), _ -> new ArrayList<>()).add(step);
      }
    }
    close(together, parts);
    return parts;
  }

  private static void close(Map<String, List<PlannedStep>> together, List<Lanes> parts) {
    if (!together.isEmpty()) {
      parts.add(new Lanes(List.copyOf(together.values())));
      together.clear();
    }
  }

  /** Runs each lane and returns when all have ended; what one of them threw is thrown then. */
  public void run(Consumer<List<PlannedStep>> run) {
    if (lanes.size() == 1) {
      run.accept(lanes.getFirst());
      return;
    }
    var running =
        lanes.stream()
            .map(
                lane ->
                    CompletableFuture.runAsync(
                        () -> run.accept(lane), Thread.ofVirtual().name("lane")::start))
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(running).join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw e;
      }
    }
  }
}
