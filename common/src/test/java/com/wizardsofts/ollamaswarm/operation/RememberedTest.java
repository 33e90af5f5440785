package com.wizardsofts.ollamaswarm.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedTest {

  @Test
  void the_oldest_are_forgotten_beyond_the_limit() {
    // Given
    var remembered = new Remembered<Integer>(3, _ -> false);
    // When
    IntStream.range(0, 10).forEach(n -> remembered.put("key " + n, n));
    // Then
    assertThat(remembered.all()).containsExactly(7, 8, 9);
    assertThat(remembered.get("key 6")).isEmpty();
  }

  @Test
  void what_is_needed_stays_and_keeps_nothing_else_alive() {
    // Given: the very oldest is needed
    var remembered = new Remembered<Integer>(3, n -> n == 0);
    // When
    IntStream.range(0, 10).forEach(n -> remembered.put("key " + n, n));
    // Then
    assertThat(remembered.all()).containsExactly(0, 8, 9);
  }

  @Test
  void a_key_that_comes_again_has_its_new_value() {
    // Given
    var remembered = new Remembered<Integer>(3, _ -> false);
    remembered.put("key", 1);
    // When
    remembered.put("key", 2);
    // Then
    assertThat(remembered.all()).containsExactly(2);
  }
}
