package com.wizardsofts.ollamaswarm.node.rollout.probe;

import java.util.List;

/**
 * What became of many requests.
 *
 * @param medianMillis of the good ones, as the other times
 * @param p95Millis 95 % of them took no longer
 * @param p99Millis 99 % of them took no longer
 * @param slowestMillis the longest
 * @param failures how the failed ones ended, at most ten
 */
public record ProbeResult(
    int requests,
    int failed,
    long medianMillis,
    long p95Millis,
    long p99Millis,
    long slowestMillis,
    List<String> failures) {

  public static ProbeResult of(List<Answer> answers) {
    var good = answers.stream().filter(Answer::good).mapToLong(Answer::millis).sorted().toArray();
    return new ProbeResult(
        answers.size(),
        answers.size() - good.length,
        quantile(good, 50),
        quantile(good, 95),
        quantile(good, 99),
        quantile(good, 100),
        answers.stream()
            .filter(answer -> !answer.good())
            .limit(10)
            .map(
                answer ->
                    "status %d after %d ms: %s"
                        .formatted(answer.status(), answer.millis(), answer.body().strip()))
            .toList());
  }

  /** The nearest-rank percentile; 0 of nothing. */
  private static long quantile(long[] sorted, int percent) {
    var rank = (sorted.length * percent + 99) / 100;
    return sorted.length == 0 ? 0 : sorted[Math.max(1, rank) - 1];
  }

  /** "412 requests, 0 failed, median 3 ms, slowest 210 ms". */
  public String text() {
    return "%d requests, %d failed, median %d ms, slowest %d ms"
        .formatted(requests, failed, medianMillis, slowestMillis);
  }
}
