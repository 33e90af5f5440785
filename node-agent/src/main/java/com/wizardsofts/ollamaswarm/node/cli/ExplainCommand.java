package com.wizardsofts.ollamaswarm.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a code of a problem or finding means; asks nobody. */
@Command(
    name = "explain",
    description = "Says what the code of a problem or finding means, and what to do.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CODE",
      description = "Such as mount.missing; left out, lists all.",
      arity = "0..1")
  private String code = "";

  @Option(names = Connection.JSON, description = "Prints it as JSON, for programs.")
  private boolean json;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    var out = command.commandLine().getOut();
    if (!code.isEmpty() && codes().noneMatch(code::equals)) {
      throw ProblemCode.NOT_FOUND
          .problem("there is no code " + code)
          .withRemedy("Did you mean %s? explain without a code lists all.".formatted(nearest()))
          .exception();
    }
    if (json) {
      out.println(meanings().toPrettyString());
    } else if (code.isEmpty()) {
      codes().sorted().distinct().forEach(out::println);
    } else {
      findings(out);
      problems(out);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Each finding and problem of the code, or of all codes. */
  private ArrayNode meanings() {
    var all = JsonNodeFactory.instance.arrayNode();
    for (var finding : FindingCode.values()) {
      if (code.isEmpty() || finding.code().equals(code)) {
        var meaning = all.addObject().put("kind", "finding").put("code", finding.code());
        meaning.put("severity", finding.severity().name()).put("symptom", finding.symptom());
        meaning.put("remedy", finding.remedy());
        finding.fix().forEach(meaning.putArray("fix")::add);
        finding.explains().forEach(meaning.putArray("explains")::add);
      }
    }
    for (var problem : ProblemCode.values()) {
      if (code.isEmpty() || problem.code().equals(code)) {
        var meaning = all.addObject().put("kind", "problem").put("code", problem.code());
        meaning.put("status", problem.status()).put("title", problem.title());
        meaning.put("remedy", problem.remedy());
      }
    }
    return all;
  }

  private void findings(PrintWriter out) {
    Arrays.stream(FindingCode.values())
        .filter(finding -> finding.code().equals(code))
        .forEach(
            finding -> {
              var severity = finding.severity().name().toLowerCase(Locale.ROOT);
              out.printf("%s  (finding, %s)%n%s%n", code, severity, finding.symptom());
              out.println("What to do: " + finding.remedy());
              if (!finding.fix().isEmpty()) {
                out.printf("Fix: %s fix %s%n", OllamaSwarm.NAME, code);
              }
              if (!finding.explains().isEmpty()) {
                out.println("Explains, so that they are not shown: " + finding.explains());
              }
            });
  }

  private void problems(PrintWriter out) {
    Arrays.stream(ProblemCode.values())
        .filter(problem -> problem.code().equals(code))
        .forEach(
            problem -> {
              out.printf("%s  (problem, status %d)%n%s%n", code, problem.status(), problem.title());
              out.println("What to do: " + problem.remedy());
            });
  }

  private static Stream<String> codes() {
    return Stream.concat(
        Arrays.stream(FindingCode.values()).map(FindingCode::code),
        Arrays.stream(ProblemCode.values()).map(ProblemCode::code));
  }

  private String nearest() {
    var distance = LevenshteinDistance.getDefaultInstance();
    return codes().min(Comparator.comparing(one -> distance.apply(one, code))).orElseThrow();
  }
}
