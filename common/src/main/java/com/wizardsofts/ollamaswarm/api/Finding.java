package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One result of a diagnosis.
 *
 * @param code stable, of the catalogue of findings: {@code export.insecure}
 * @param server on which it was seen
 * @param symptom one line for people, the same for every finding of the code
 * @param cause what was seen here, with its values
 * @param remedy what to do, a command where there is one
 * @param evidence lines that were seen, such as a program's output
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(
    String code,
    Severity severity,
    String server,
    String symptom,
    String cause,
    String remedy,
    List<String> evidence) {

  public enum Severity {
    /** Something works, but not as it should for long. */
    WARNING,
    /** Something does not work. */
    ERROR
  }

  public Finding {
    // Absent when the finding came over the wire without evidence.
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
  }

  /** The same finding, seen on this server. */
  public Finding on(String name) {
    return new Finding(code, severity, name, symptom, cause, remedy, evidence);
  }

  public Finding withRemedy(String newRemedy) {
    return new Finding(code, severity, server, symptom, cause, newRemedy, evidence);
  }

  public Finding withEvidence(List<String> lines) {
    return new Finding(code, severity, server, symptom, cause, remedy, lines);
  }
}
