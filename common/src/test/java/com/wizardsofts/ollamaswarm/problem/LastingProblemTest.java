package com.wizardsofts.ollamaswarm.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastingProblemTest {
  private final List<String> logged = new ArrayList<>();
  private final LastingProblem problem = new LastingProblem(logged::add, "nothing is done");

  @Test
  void is_logged_when_it_begins_when_it_changes_and_when_it_comes_back() {
    // When
    fail("one");
    fail("one");
    fail("two");
    problem.during(() -> {});
    fail("two");
    // Then
    assertThat(logged).hasSize(3).allMatch(line -> line.startsWith("nothing is done: "));
    assertThat(logged.getFirst()).contains("one");
  }

  private void fail(String detail) {
    problem.during(
        () -> {
          throw ProblemCode.DOCKER_UNREACHABLE.exception(detail);
        });
  }
}
