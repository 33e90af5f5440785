package com.wizardsofts.ollamaswarm.node.rollout.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeResultTest {

  @Test
  void the_percentiles_are_of_the_good_answers_by_nearest_rank() {
    var answers =
        IntStream.rangeClosed(1, 200).mapToObj(millis -> new Answer(200, "", millis)).toList();
    var result = ProbeResult.of(answers);
    assertThat(result.medianMillis()).isEqualTo(100);
    assertThat(result.p95Millis()).isEqualTo(190);
    assertThat(result.p99Millis()).isEqualTo(198);
    assertThat(result.slowestMillis()).isEqualTo(200);
  }

  @Test
  void a_failed_answer_counts_and_has_no_time() {
    var result = ProbeResult.of(List.of(new Answer(200, "", 3), new Answer(503, "no", 9000)));
    assertThat(result.failed()).isEqualTo(1);
    assertThat(result.slowestMillis()).isEqualTo(3);
    assertThat(result.failures()).containsExactly("status 503 after 9000 ms: no");
  }

  @Test
  void of_no_answer_every_time_is_zero() {
    assertThat(ProbeResult.of(List.of()).p99Millis()).isZero();
  }
}
