package com.wizardsofts.ollamaswarm.api;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many replicas fit into the Swarm, by the memory that is reserved in it.
 *
 * @param replicaBytes what one replica reserves
 * @param fits replicas that fit in all, those that run included
 */
public record ServiceCapacity(long replicaBytes, long fits, List<OnNode> nodes) {

  /**
   * One node.
   *
   * @param unusable why no replica is placed there; absent when some may be
   * @param totalBytes memory of the node
   * @param reservedBytes reserved there by other services
   * @param replicas of this service that hold memory there now
   * @param fits replicas that fit there, those that run included
   * @param leftBytes what is left free with as many as fit
   */
  public record OnNode(
      String node,
      @Nullable String unusable,
      long totalBytes,
      long reservedBytes,
      int replicas,
      long fits,
      long leftBytes) {

    /** The arithmetic in one line. */
    public String line() {
      if (unusable != null) {
        return "%s: 0 replicas, %s".formatted(node, unusable);
      }
      return "%s: %s - %s reserved by others = %s free: %d replicas, %s left"
          .formatted(
              node,
              gib(totalBytes),
              gib(reservedBytes),
              gib(Math.max(0, totalBytes - reservedBytes)),
              fits,
              gib(leftBytes));
    }
  }

  /** Bytes as people read them. */
  public static String gib(long bytes) {
    return gib((double) bytes);
  }

  /** Likewise, also where they are more than a {@code long} holds. */
  public static String gib(double bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / (1L << 30));
  }
}
