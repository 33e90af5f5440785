package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Map;

/**
 * What one replica may take.
 *
 * @param memoryBytes its limit
 * @param reservedBytes what Swarm keeps free for it on its node; at most the limit
 * @param nanoCpus its limit in billionths of a processor, 0 for none
 */
public record Resources(long memoryBytes, long reservedBytes, long nanoCpus) {
  private static final long SMALLEST_LIMIT = 6L << 20;
  private static final double BILLION = 1e9;
  private static final int MOST_CPUS = 4096;

  public Resources {
    // Docker's own smallest limit is 6 MiB.
    if (memoryBytes < SMALLEST_LIMIT) {
      throw ProblemCode.BAD_INPUT.exception(
          "service.memoryBytes: %d is less than %d".formatted(memoryBytes, SMALLEST_LIMIT));
    }
    if (reservedBytes < 0 || reservedBytes > memoryBytes) {
      throw ProblemCode.BAD_INPUT.exception(
          "service.reservedBytes: %d is not between 0 and the limit %d"
              .formatted(reservedBytes, memoryBytes));
    }
  }

  /** Billionths, as Docker counts processors. */
  public static long nanoCpus(double cpus) {
    if (!(cpus >= 0 && cpus <= MOST_CPUS)) {
      throw ProblemCode.BAD_INPUT.exception(
          "service.cpus: %s is not between 0 and %d".formatted(cpus, MOST_CPUS));
    }
    return Math.round(cpus * BILLION);
  }

  /** Processors of so many billionths. */
  public static double cpus(long nanoCpus) {
    return nanoCpus / BILLION;
  }

  Map<String, Object> json() {
    return Map.of(
        "Limits", Map.of("MemoryBytes", memoryBytes, "NanoCPUs", nanoCpus),
        "Reservations", Map.of("MemoryBytes", reservedBytes));
  }
}
