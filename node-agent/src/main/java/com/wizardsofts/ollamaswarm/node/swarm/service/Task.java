package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One task of the service; a running one is a replica.
 *
 * @param nodeId absent while no node suits it
 * @param containerId absent before it has one
 * @param state Swarm's word: {@code pending}, {@code preparing}, {@code starting} (not healthy
 *     yet), {@code running}, {@code shutdown}, {@code failed}, {@code rejected} …
 * @param desiredState what Swarm wants of it: {@code running}, {@code shutdown}, {@code remove}
 * @param since when it came into this state
 * @param error Swarm's reason when it could not go on
 */
public record Task(
    String id,
    int slot,
    @Nullable String nodeId,
    @Nullable String containerId,
    String state,
    String desiredState,
    Instant since,
    @Nullable String error) {

  static Task parse(JsonNode task) {
    return new Task(
        task.path("ID").asText(),
        task.path("Slot").asInt(),
        orNull(task.path("NodeID").asText()),
        orNull(task.at("/Status/ContainerStatus/ContainerID").asText()),
        task.at("/Status/State").asText(),
        task.path("DesiredState").asText(),
        Instant.parse(task.at("/Status/Timestamp").asText()),
        orNull(task.at("/Status/Err").asText()));
  }

  boolean isWanted() {
    return desiredState.equals("running");
  }

  /** Whether it runs, which Swarm says of it only once its health check passed. */
  public boolean isRunning() {
    return state.equals("running");
  }

  /** Whether it runs, and Swarm has not told it to end. */
  public boolean isServing() {
    return isRunning() && isWanted();
  }

  /** Whether it still holds, or may yet take, memory and a place. */
  public boolean isAlive() {
    return switch (state) {
      case "complete", "shutdown", "failed", "rejected", "remove", "orphaned" -> false;
      default -> true;
    };
  }

  /** Whether it ended by itself, not because Swarm wanted it to. */
  boolean hasFailed() {
    return state.equals("failed") || state.equals("rejected") || state.equals("orphaned");
  }

  /** The task as a line of evidence. */
  String line() {
    return "task %s slot %d: %s since %s, wanted %s%s"
        .formatted(id, slot, state, since, desiredState, error == null ? "" : ": " + error);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
