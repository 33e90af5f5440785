package com.wizardsofts.ollamaswarm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AwaitTest {
  private final AtomicLong now = new AtomicLong();
  private final Await await = new Await(() -> now.getAndAdd(Duration.ofSeconds(1).toNanos()));
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void the_first_answer_ends_the_wait() {
    // When
    var seen =
        await.until(
            Duration.ofSeconds(10),
            Duration.ZERO,
            () -> looks.incrementAndGet() == 3 ? Optional.of("there") : Optional.empty());
    // Then
    assertThat(seen).hasValue("there");
    assertThat(looks).hasValue(3);
  }

  @Test
  void nothing_comes_back_when_the_limit_is_over() {
    // When
    var seen =
        await.until(
            Duration.ofSeconds(5),
            Duration.ZERO,
            () -> {
              looks.incrementAndGet();
              return Optional.empty();
            });
    // Then
    assertThat(seen).isEmpty();
    assertThat(looks).hasValue(5);
  }
}
