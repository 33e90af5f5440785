package com.wizardsofts.ollamaswarm.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 has it, with its cause, its remedy and the evidence for both.
 *
 * @param type URI reference of the problem's page
 * @param code the stable code of {@link ProblemCode}
 * @param title one line for people, the same for every problem of the code
 * @param status the HTTP status it was answered with
 * @param detail what happened here: which server, what was asked
 * @param cause why, as far as it is known
 * @param remedy what to do
 * @param evidence lines that were seen, such as a program's output
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String code,
    String title,
    int status,
    String detail,
    @Nullable String cause,
    String remedy,
    List<String> evidence) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    // Absent when the problem came over the wire without evidence.
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
  }

  static Problem of(ProblemCode code, String detail) {
    return new Problem(
        "urn:ollama-swarm:problem:" + code.code(),
        code.code(),
        code.title(),
        code.status(),
        detail,
        null,
        code.remedy(),
        List.of());
  }

  /** Whether it is the catalogue's problem of this code. */
  public boolean is(ProblemCode known) {
    return code.equals(known.code());
  }

  public Problem causedBy(String newCause) {
    return new Problem(type, code, title, status, detail, newCause, remedy, evidence);
  }

  public Problem withRemedy(String newRemedy) {
    return new Problem(type, code, title, status, detail, cause, newRemedy, evidence);
  }

  public Problem withEvidence(List<String> lines) {
    return new Problem(type, code, title, status, detail, cause, remedy, lines);
  }

  /** For an answer whose status is not the code's own. */
  Problem withStatus(int newStatus) {
    return new Problem(type, code, title, newStatus, detail, cause, remedy, evidence);
  }

  /** The same problem, its detail prefixed with the server that answered it. */
  public Problem from(String server) {
    return new Problem(type, code, title, status, server + ": " + detail, cause, remedy, evidence);
  }

  public ProblemException exception() {
    return new ProblemException(this);
  }

  /** The problem for a terminal, several lines. */
  public String text() {
    var text = new StringBuilder("error: ").append(title).append("  [").append(code).append("]\n");
    text.append("  what   ").append(detail).append('\n');
    if (cause != null) {
      text.append("  cause  ").append(cause).append('\n');
    }
    text.append("  do     ").append(remedy).append('\n');
    evidence.forEach(line -> text.append("  seen   ").append(line).append('\n'));
    return text.toString();
  }
}
