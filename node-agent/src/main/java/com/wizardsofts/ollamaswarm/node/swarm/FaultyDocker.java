package com.wizardsofts.ollamaswarm.node.swarm;

import java.util.Arrays;
import java.util.Optional;

/**
 * The versions of Docker, of those that are supported, with a fault of their own that takes
 * replicas away from the gateway.
 */
final class FaultyDocker {
  /**
   * A node may forget where replicas of other nodes are: a change that it is told of is taken for
   * their end. 28.3.0 took back what brought this up (moby pull request 50169).
   */
  private static final int[] FORGETS_PEERS = {28, 2, 0};

  private static final int[] KNOWS_PEERS = {28, 3, 0};

  private FaultyDocker() {}

  /** What a Docker of this version does; nothing when no such fault of it is known. */
  static Optional<String> fault(String version) {
    var numbers = VersionNumbers.of(version);
    return Arrays.compare(numbers, FORGETS_PEERS) >= 0 && Arrays.compare(numbers, KNOWS_PEERS) < 0
        ? Optional.of(
            "Docker %s may lose the way to replicas on other nodes (moby issue 50129), until 28.3.0"
                .formatted(version))
        : Optional.empty();
  }
}
