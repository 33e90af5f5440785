package com.wizardsofts.ollamaswarm.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimeLimitTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void work_that_waits_for_ever_is_interrupted() {
    // When
    assertThatThrownBy(() -> TimeLimit.within(SHORT, TimeLimitTest::waitForEver))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no answer within 20 ms")
        .hasCauseInstanceOf(InterruptedException.class);

    // Then what cleans up can wait
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static boolean waitForEver() throws InterruptedException {
    new CountDownLatch(1).await();
    return true;
  }

  @Test
  void work_that_ends_although_it_was_interrupted_has_its_result_and_leaves_no_interrupt()
      throws Exception {
    // When
    var result = TimeLimit.within(SHORT, TimeLimitTest::goOnWhenInterrupted);

    // Then
    assertThat(result).isEqualTo("done");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static String goOnWhenInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return "done";
  }

  @Test
  void a_limit_that_is_over_as_the_work_ends_hits_nothing_afterwards() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      // When
      var end = System.nanoTime() + 20_000;
      TimeLimit.within(
          Duration.ofNanos(20_000),
          () -> {
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            return true;
          });

      // Then
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void nobody_goes_on_while_the_work_is_being_stopped() throws Exception {
    // Given: the work ends as the stop begins
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    var worker = Thread.currentThread();
    var stopping = new CountDownLatch(1);

    // When
    TimeLimit.within(
        SHORT,
        () -> {
          stopping.countDown();
          await().until(() -> worker.getState() == Thread.State.BLOCKED);
          order.add("stopped");
        },
        () -> {
          stopping.await();
          return true;
        });
    order.add("went on");

    // Then
    assertThat(order).containsExactly("stopped", "went on");
  }

  @Test
  void work_within_the_limit_fails_as_it_fails() {
    assertThatThrownBy(
            () ->
                TimeLimit.within(
                    LONG,
                    () -> {
                      throw new IOException("its own");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("its own");
  }

  @Test
  void an_interrupt_by_somebody_else_stays() {
    // When
    assertThatThrownBy(
            () ->
                TimeLimit.within(
                    LONG,
                    () -> {
                      Thread.currentThread().interrupt();
                      throw new IllegalStateException("cancelled");
                    }))
        .hasMessage("cancelled");

    // Then
    assertThat(Thread.interrupted()).isTrue();
  }
}
