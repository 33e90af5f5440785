package com.wizardsofts.ollamaswarm.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private final Operations operations = new Operations();
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void an_operation_that_somebody_cancels_has_no_problem() {
    // Given
    var id = started().id();
    // When
    var _ = operations.cancel(id);
    // Then
    await().until(() -> operations.find(id).shown().state() == State.CANCELLED);
    assertThat(operations.find(id).shown().problem()).isNull();
  }

  @Test
  void an_operation_that_ends_with_the_agent_says_so() {
    // Given
    var id = started().id();
    // When
    operations.cancelAll(Duration.ofMinutes(1));
    // Then
    var ended = operations.find(id).shown();
    assertThat(ended.state()).isEqualTo(State.CANCELLED);
    assertThat(ended.problem()).extracting("code").isEqualTo("operation.lost");
  }

  @Test
  void who_asks_for_an_operation_that_is_dying_gets_one_of_his_own() {
    // Given one that was cancelled and takes its time to end
    var end = new Semaphore(0);
    var dying =
        operations.start(
            "Wait",
            operation -> {
              end.acquireUninterruptibly();
              operation.at("ending");
            });
    var _ = operations.cancel(dying.id());

    // When
    var next = started();

    // Then
    assertThat(next.id()).isNotEqualTo(dying.id());
    assertThat(started().id()).isEqualTo(next.id());
    end.release();
    await().until(() -> operations.find(dying.id()).shown().state() == State.CANCELLED);
    assertThat(operations.find(next.id()).shown().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void an_operation_that_an_error_ends_has_failed() {
    // When
    var id =
        operations
            .start(
                "Exhaust",
                _ -> {
                  throw new OutOfMemoryError("no more");
                })
            .id();
    // Then
    await().until(() -> operations.find(id).shown().state() == State.FAILED);
    assertThat(operations.find(id).shown().problem()).extracting("code").isEqualTo("internal");
  }

  private Operation started() {
    return operations.start(
        "Wait",
        operation -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
