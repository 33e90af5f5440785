package com.wizardsofts.ollamaswarm.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemCodeTest {

  @Test
  void every_problem_has_a_code_of_its_own_a_title_and_a_remedy() {
    assertThat(ProblemCode.values())
        .extracting(ProblemCode::code)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[a-z]+([.-][a-z]+)*"));
    assertThat(ProblemCode.values())
        .allSatisfy(
            code -> {
              assertThat(code.title()).isNotBlank();
              assertThat(code.remedy()).hasSizeGreaterThan(20);
              assertThat(code.status()).isBetween(400, 599);
            });
  }

  @Test
  void the_page_of_problems_is_up_to_date() throws IOException {
    var entries =
        Arrays.stream(ProblemCode.values())
            .map(
                code ->
                    "## %s\n\n%s (HTTP %d).\n\nWhat to do: %s\n"
                        .formatted(code.code(), code.title(), code.status(), code.remedy()))
            .collect(Collectors.joining("\n"));
    new GeneratedPage("problems.md")
        .mustBe(
            """
            # Problems

            Every error is answered as `application/problem+json` (RFC 9457) with `code`, `title`, `detail`, `cause`,
            `remedy` and `evidence`. The remedy in the answer is often more particular than the one here.

            """
                + entries);
  }
}
