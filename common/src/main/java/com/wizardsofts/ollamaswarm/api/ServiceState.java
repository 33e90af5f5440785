package com.wizardsofts.ollamaswarm.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The service as Swarm has it.
 *
 * @param desired replicas that Swarm is to run
 * @param running replicas that run, each of them healthy
 * @param memoryBytes limit of each replica, 0 for none
 * @param reservedBytes kept free for each replica, 0 for none
 * @param cpus limit of each replica in processors, 0 for none
 * @param labels the operator's own that a rollout or a request has set; none in the answer of an
 *     older agent
 * @param update the last update, absent when there was none
 * @param changes what the request changed: {@code ContainerSpec.Image: old → new}
 */
public record ServiceState(
    String name,
    String image,
    int desired,
    int running,
    long memoryBytes,
    long reservedBytes,
    double cpus,
    Map<String, String> labels,
    @Nullable Update update,
    List<String> changes) {
  public ServiceState {
    labels = Objects.requireNonNullElse(labels, Map.of());
  }

  /**
   * An update of the service.
   *
   * @param state Swarm's word: {@code updating}, {@code completed}, {@code rollback_completed} …
   * @param failed Swarm has stopped the update, or has gone back to the spec before
   * @param message Swarm's reason
   */
  public record Update(String state, boolean failed, String message) {}
}
