package com.wizardsofts.ollamaswarm.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.problem.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FindingCodeTest {

  @Test
  void every_finding_has_a_code_of_its_own_a_symptom_and_a_remedy() {
    var codes = Arrays.stream(FindingCode.values()).map(FindingCode::code).toList();
    assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("[a-z]+([.-][a-z]+)*"));
    assertThat(FindingCode.values())
        .allSatisfy(
            code -> {
              assertThat(code.symptom()).isNotBlank();
              assertThat(code.remedy()).hasSizeGreaterThan(20);
              assertThat(codes).containsAll(code.explains());
              assertThat(code.explains()).doesNotContain(code.code());
            });
  }

  @Test
  void what_makes_the_service_anew_is_mended_by_cluster_yaml() {
    // PUT /v1/service has the guide's values for what is left out, not those of cluster.yaml.
    assertThat(FindingCode.values())
        .filteredOn(code -> code.fix().contains("deploy.service"))
        .isNotEmpty()
        .allSatisfy(
            code -> assertThat(code.remedy()).startsWith("ollama-swarm fix " + code.code()));
  }

  @Test
  void the_page_on_reliability_names_the_findings_that_no_test_on_the_lab_looks_for()
      throws IOException {
    var lab = new StringBuilder();
    try (var tests = Files.list(Path.of("..", "lab", "tests"))) {
      for (var test : tests.filter(Files::isRegularFile).toList()) {
        lab.append(Files.readString(test));
      }
    }
    var none =
        Arrays.stream(FindingCode.values())
            .map(FindingCode::code)
            .filter(code -> lab.indexOf(code) < 0)
            .collect(Collectors.joining("`, `", "looks for these: `", "`. They"));
    var page = Files.readString(Path.of("..", "docs", "reliability.md"));
    assertThat(page.replace('\n', ' ').contains(none))
        .as("docs/reliability.md: No test on real servers %s", none)
        .isTrue();
  }

  @Test
  void the_page_of_findings_is_up_to_date() throws IOException {
    var entries =
        Arrays.stream(FindingCode.values())
            .map(
                code ->
                    "## %s\n\n%s (%s).%s\n\nWhat to do: %s\n%s"
                        .formatted(
                            code.code(),
                            code.symptom(),
                            code.severity().name().toLowerCase(Locale.ROOT),
                            explained(code),
                            code.remedy(),
                            fix(code)))
            .collect(Collectors.joining("\n"));
    new GeneratedPage("findings.md")
        .mustBe(
            """
            # Findings

            `GET /v1/diagnosis` of an agent answers what is wrong on its server: findings with `code`, `severity`, `symptom`,
            `cause`, `remedy` and `evidence`; of a cause and its symptoms only the cause. What is wrong on one server (its mount, its
            Docker, its agent) does not explain what is `about` others. The remedy in the answer is often
            more particular than the one here. Where steps of the rollout mend it, `ollama-swarm fix CODE`
            runs these alone.

            """
                + entries);
  }

  private static String explained(FindingCode code) {
    return code.explains().isEmpty()
        ? ""
        : " Explains " + String.join(", ", code.explains()) + ", which are then not shown.";
  }

  private static String fix(FindingCode code) {
    return code.fix().isEmpty()
        ? ""
        : "\nFix: `ollama-swarm fix %s` (`%s`)\n"
            .formatted(code.code(), String.join("`, `", code.fix()));
  }
}
