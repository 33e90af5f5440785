package com.wizardsofts.ollamaswarm.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemProgramsTest {
  private static final Duration PLENTY = Duration.ofSeconds(60);
  private final Programs programs = new SystemPrograms();

  @Test
  void a_program_is_answered_with_its_output_errors_and_exit_code() {
    // When
    var result = programs.run(PLENTY, List.of("sh", "-c", "echo out; echo err >&2; exit 3"));
    // Then
    assertThat(result).isEqualTo(new Programs.Result(3, "out\n", "err\n"));
  }

  @Test
  void an_argument_is_one_argument_whatever_it_holds() {
    assertThat(programs.output(PLENTY, "printf", "%s|", "a b", "$(id)", ";x"))
        .isEqualTo("a b|$(id)|;x|");
  }

  @Test
  void a_failing_program_is_a_problem_with_its_own_words() {
    assertThatThrownBy(() -> programs.output(PLENTY, "sh", "-c", "echo no such thing >&2; exit 2"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("program.failed");
              assertThat(e.problem().evidence()).contains("no such thing");
            });
  }

  @Test
  void a_missing_program_is_a_problem_that_names_it() {
    assertThatThrownBy(() -> programs.run(PLENTY, List.of("no-such-program-here")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().detail()).contains("no-such-program-here"));
  }

  @Test
  void a_program_that_hangs_is_killed_with_the_children_that_hold_its_output() {
    // Given: the child would hold the pipe for an hour
    var hanging = List.of("sh", "-c", "sleep 3600; echo never");
    // When
    assertThatThrownBy(() -> programs.run(Duration.ofMillis(200), hanging))
        // Then
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("program.timeout"));
  }
}
