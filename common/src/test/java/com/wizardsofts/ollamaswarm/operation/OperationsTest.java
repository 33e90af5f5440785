package com.wizardsofts.ollamaswarm.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
