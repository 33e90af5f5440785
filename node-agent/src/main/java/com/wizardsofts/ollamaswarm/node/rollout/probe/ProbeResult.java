package com.wizardsofts.ollamaswarm.node.rollout.probe;

import java.util.List;

/**
 * What became of many requests.
 *
 * @param slowestMillis of the good ones
 * @param failures how the failed ones ended, at most ten
 */
public record ProbeResult(
    int requests, int failed, long medianMillis, long slowestMillis, List<String> failures) {

  public static ProbeResult of(List<Answer> answers) {
    var good = answers.stream().filter(Answer::good).mapToLong(Answer::millis).sorted().toArray();
    return new ProbeResult(
        answers.size(),
        answers.size() - good.length,
        good.length == 0 ? 0 : good[good.length / 2],
        good.length == 0 ? 0 : good[good.length - 1],
        answers.stream()
            .filter(answer -> !answer.good())
            .limit(10)
            .map(
                answer ->
                    "status %d after %d ms: %s"
                        .formatted(answer.status(), answer.millis(), answer.body().strip()))
            .toList());
  }

  /** "412 requests, 0 failed, median 3 ms, slowest 210 ms". */
  public String text() {
    return "%d requests, %d failed, median %d ms, slowest %d ms"
        .formatted(requests, failed, medianMillis, slowestMillis);
  }
}
