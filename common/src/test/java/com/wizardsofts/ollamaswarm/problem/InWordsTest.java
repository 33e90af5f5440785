package com.wizardsofts.ollamaswarm.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InWordsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0.5S, 500 ms",
    "PT1.4S, 1 s",
    "PT59S, 59 s",
    "PT2M, 2 min",
    "PT2M25S, 2 min 25 s",
    "PT26H, 26 h",
    "PT1H5M9S, 1 h 5 min",
  })
  void people_read_it(Duration time, String words) {
    assertThat(InWords.of(time)).isEqualTo(words);
  }
}
