package com.wizardsofts.ollamaswarm.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Programs that say what the test wrote for them: unit tests run without root and without an NFS
 * server. The real programs are met by the tests on the lab.
 */
public class ScriptedPrograms implements Programs {
  private final Map<String, Supplier<Result>> answers = new LinkedHashMap<>();
  private final List<String> calls = new ArrayList<>();

  /**
   * Commands that begin with {@code prefix} (words joined by blanks) answer this; the newest match
   * wins.
   */
  public ScriptedPrograms on(String prefix, Supplier<Result> answer) {
    answers.put(prefix, answer);
    return this;
  }

  public ScriptedPrograms on(String prefix, String output) {
    return on(prefix, () -> new Result(0, output, ""));
  }

  /** What commands that begin with exactly this prefix were told to answer. */
  public Supplier<Result> answer(String prefix) {
    return Objects.requireNonNull(answers.get(prefix), prefix);
  }

  /** Every command so far, its words joined by blanks. */
  public List<String> calls() {
    return calls;
  }

  @Override
  public Result run(Duration limit, List<String> command) {
    var words = String.join(" ", command);
    calls.add(words);
    return answers.entrySet().stream()
        .filter(answer -> words.startsWith(answer.getKey()))
        .reduce((_, newer) -> newer)
        .orElseThrow(() -> new AssertionError("no answer scripted for: " + words))
        .getValue()
        .get();
  }
}
