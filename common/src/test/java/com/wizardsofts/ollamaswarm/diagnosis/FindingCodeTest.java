package com.wizardsofts.ollamaswarm.diagnosis;

import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.problem.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FindingCodeTest {
  private static final String FAULTS = "lab/tests/faults";

  /** A fault that is made there: its name, and the codes as which it has to be found. */
  private static final Pattern FAULT =
      Pattern.compile("\\b(?:fault|further) ([a-z_]+) (?:'([a-z .-]+)'|([a-z.-]+)) ");

  /** How other tests look for a finding. */
  private static final Pattern FOUND =
      Pattern.compile(
          "\\b(?:says|finds|finds_only) [\"']*([a-z]+\\.[a-z-]+)[\"']*(?= |$)", MULTILINE);

  private static final Pattern MAKES = Pattern.compile("^(make|mend)_([a-z_]+)\\(\\)", MULTILINE);

  /** Why the lab does not make it. */
  private static final Map<FindingCode, String> WHY_RECORDED =
      Map.of(
          FindingCode.NODE_WITHDRAWN,
              "on real servers the diagnosis shows the cause in its place (`lab/tests/node-faults`)",
          FindingCode.DOCKER_NFTABLES, "Debian has no Docker 29 yet",
          FindingCode.DOCKER_FAULTY_VERSION, "the lab's Debian has Docker 26.1.5",
          FindingCode.GPU_UNUSED, "the lab has no GPU",
          FindingCode.GATEWAY_TOO_OLD, "Debian has no Docker 29 yet");

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
  void each_is_made_on_real_servers_unless_the_lab_cannot() throws IOException {
    var tests = tests();
    assertThat(FindingCode.values())
        .allSatisfy(
            code ->
                assertThat(WHY_RECORDED.containsKey(code))
                    .as("%s is looked for by %s", code.code(), makers(code, tests))
                    .isEqualTo(makers(code, tests).isEmpty()));
  }

  @Test
  void each_fault_of_the_lab_is_made_and_mended() throws IOException {
    var names = FAULT.matcher(scripts("tests").get(FAULTS)).results().map(m -> m.group(1)).toList();
    var faults = String.join("", scripts("faults").values());
    assertThat(names).isNotEmpty().doesNotHaveDuplicates();
    for (var verb : List.of("make", "mend")) {
      assertThat(MAKES.matcher(faults).results().filter(m -> m.group(1).equals(verb)))
          .extracting(m -> m.group(2))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void the_page_of_findings_is_up_to_date() throws IOException {
    var tests = tests();
    var entries =
        Arrays.stream(FindingCode.values())
            .map(
                code ->
                    "## %s\n\n%s (%s).%s\n\nWhat to do: %s\n%s\n%s\n"
                        .formatted(
                            code.code(),
                            code.symptom(),
                            code.severity().name().toLowerCase(Locale.ROOT),
                            explained(code),
                            code.remedy(),
                            fix(code),
                            tested(code, tests)))
            .collect(Collectors.joining("\n"));
    new GeneratedPage("findings.md")
        .mustBe(
            """
            # Findings

            `GET /v1/diagnosis` of an agent answers what is wrong on its server: findings with `code`, `severity`, `symptom`,
            `cause`, `remedy` and `evidence`; of a cause and its symptoms only the cause. What is wrong on one server (its mount, its
            Docker, its agent) does not explain what is `about` others. The remedy in the answer is often
            more particular than the one here. Where steps of the rollout mend it, `ollama-swarm fix CODE`
            runs these alone. Each is made on the lab's real servers, and looked for there, by the tests that are named; else
            recorded replies stand for it, and it says why.

            """
                + entries);
  }

  /** The codes that each test on the lab looks for in a diagnosis. */
  private static Map<String, Set<String>> tests() throws IOException {
    var tests = new TreeMap<String, Set<String>>();
    scripts("tests").forEach((name, text) -> tests.put(name, lookedFor(name, text)));
    return tests;
  }

  private static Set<String> lookedFor(String test, String text) {
    return test.equals(FAULTS)
        ? FAULT
            .matcher(text)
            .results()
            .flatMap(m -> Stream.of((m.group(2) == null ? m.group(3) : m.group(2)).split(" ")))
            .collect(Collectors.toSet())
        : FOUND.matcher(text).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }

  /** The lab's files in this folder, by their paths. */
  private static Map<String, String> scripts(String folder) throws IOException {
    var scripts = new TreeMap<String, String>();
    try (var files = Files.list(Path.of("..", "lab", folder))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        scripts.put("lab/%s/%s".formatted(folder, file.getFileName()), Files.readString(file));
      }
    }
    return scripts;
  }

  private static List<String> makers(FindingCode code, Map<String, Set<String>> tests) {
    return tests.entrySet().stream()
        .filter(test -> test.getValue().contains(code.code()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String tested(FindingCode code, Map<String, Set<String>> tests) {
    var makers = makers(code, tests);
    return makers.isEmpty()
        ? "Tested by recorded replies: %s.".formatted(WHY_RECORDED.get(code))
        : "Made by `%s`.".formatted(String.join("`, `", makers));
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
