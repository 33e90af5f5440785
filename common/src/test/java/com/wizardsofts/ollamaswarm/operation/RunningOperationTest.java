package com.wizardsofts.ollamaswarm.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningOperationTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RunningOperation operation = new RunningOperation("Pull x", nanos::get);

  @Test
  void the_rate_is_that_of_the_bytes_it_moved_itself() {
    // Given an operation that begins with 500 of 1000 bytes there
    operation.at("pulling", 500, 1000, 0);
    pass(Duration.ofSeconds(2));

    // When
    operation.at("pulling", 600, 1000, 100);

    // Then
    assertThat(operation.shown().bytesPerSecond()).isEqualTo(50);
    assertThat(operation.shown().secondsLeft()).isEqualTo(8);
  }

  @Test
  void a_stalled_operation_has_no_time_left_to_tell() {
    // Given
    operation.at("pulling", 0, 1000, 0);
    pass(Duration.ofSeconds(1));
    operation.at("pulling", 100, 1000, 100);

    // When
    for (int second = 0; second < 20; second++) {
      pass(Duration.ofSeconds(1));
      operation.at("pulling", 100, 1000, 100);
    }

    // Then
    assertThat(operation.shown().bytesPerSecond()).isZero();
    assertThat(operation.shown().secondsLeft()).isNull();
  }

  @Test
  void a_follower_sees_what_is_then_what_comes_and_the_end() {
    // Given
    var follower = operation.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));

    // When
    operation.at("pulling");
    operation.end(State.DONE, null);

    // Then
    follower.assertCompleted();
    assertThat(follower.getItems())
        .extracting(event -> event.operation().step())
        .containsExactly("waiting for its turn", "pulling", "done");
    assertThat(follower.getItems()).extracting(RunningOperation.Event::number).isSorted();
  }

  @Test
  void a_follower_that_comes_back_is_told_only_what_it_has_not_seen() {
    // Given
    operation.at("pulling");
    var follower = operation.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
    var last = follower.getItems().getLast().number();
    follower.cancel();
    operation.at("verifying");

    // When
    var back = operation.after(last);
    var upToDate = operation.after(last + 1);

    // Then
    assertThat(back.subscribe().withSubscriber(AssertSubscriber.create(100)).getItems())
        .extracting(RunningOperation.Event::operation)
        .extracting(Operation::step)
        .containsExactly("verifying");
    upToDate.subscribe().withSubscriber(AssertSubscriber.create(100)).assertHasNotReceivedAnyItem();
  }

  @Test
  void progress_is_not_told_more_often_than_anybody_can_read() {
    // Given
    operation.at("pulling");
    var follower = operation.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));

    // When
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofMillis(1));
      operation.at("pulling", i, 1000, i);
    }

    // Then
    assertThat(follower.getItems()).hasSize(3);
    assertThat(operation.shown().doneBytes()).isEqualTo(999);
  }

  @Test
  void a_cancelled_operation_stops_at_its_next_step() {
    // Given
    operation.runOn(Thread.ofVirtual().unstarted(() -> {}));

    // When
    operation.cancel();

    // Then
    assertThatThrownBy(() -> operation.at("pulling")).isInstanceOf(CancellationException.class);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
