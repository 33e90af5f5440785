package com.wizardsofts.ollamaswarm.node.rollout.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunningProbeTest {
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch answered = new CountDownLatch(1);

  @Test
  void requests_without_an_answer_hold_further_ones_up_and_all_are_told() throws Exception {
    // Given
    var probe = new RunningProbe(this::slow);
    try (probe) {
      await().until(() -> begun.get() == 4);
      // When two more are due
      assertThat(answered.await(500, TimeUnit.MILLISECONDS)).isFalse();
      // Then
      assertThat(begun).hasValue(4);
      // And
      answered.countDown();
      await().until(() -> begun.get() > 4);
    }
    assertThat(probe.result().requests()).isEqualTo(begun.get());
    assertThat(probe.result().failed()).isZero();
  }

  private Answer slow() {
    begun.incrementAndGet();
    try {
      answered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Answer(200, "", 1);
  }
}
