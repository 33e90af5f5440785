package com.wizardsofts.ollamaswarm.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of traps is written by hand; what it names has to be there. */
class TrapsTest {
  private static final Path PAGE = Path.of("..", "docs", "traps.md");
  private static final Pattern TOLD = Pattern.compile("(finding|problem) `([^`]+)`");

  @Test
  void every_finding_and_problem_that_it_names_is_in_its_catalogue() throws IOException {
    assertThat(told("finding"))
        .isNotEmpty()
        .isSubsetOf(Arrays.stream(FindingCode.values()).map(FindingCode::code).toList());
    assertThat(told("problem"))
        .isNotEmpty()
        .isSubsetOf(Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList());
  }

  @Test
  void every_trap_has_a_row_that_says_what_tells_of_it() throws IOException {
    var rows = rows();
    assertThat(rows).extracting(row -> row.get(0)).containsExactlyElementsOf(traps());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row).hasSize(4);
              assertThat(row.get(3).equals("–") || TOLD.matcher(row.get(3)).lookingAt()).isTrue();
            });
  }

  @Test
  void what_it_links_to_is_there() throws IOException {
    assertThat(Pattern.compile("\\]\\(([^)]+)\\)").matcher(Files.readString(PAGE)).results())
        .isNotEmpty()
        .allSatisfy(link -> assertThat(PAGE.resolveSibling(link.group(1))).exists());
  }

  private static List<String> told(String catalogue) throws IOException {
    return TOLD.matcher(Files.readString(PAGE))
        .results()
        .filter(told -> told.group(1).equals(catalogue))
        .map(told -> told.group(2))
        .toList();
  }

  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.matches("\\| [A-Z][0-9].*"))
        .map(line -> Arrays.stream(line.substring(2).split(" \\|( |$)")).toList())
        .toList();
  }

  private static List<String> traps() {
    return Stream.of(
            numbered("O", 18),
            numbered("T", 17),
            numbered("S", 18),
            numbered("J", 4),
            numbered("N", 5))
        .flatMap(numbers -> numbers)
        .toList();
  }

  private static Stream<String> numbered(String letter, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(number -> letter + number);
  }
}
