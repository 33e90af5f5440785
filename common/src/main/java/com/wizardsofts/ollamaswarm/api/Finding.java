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
 * @param about the servers that it is about, by host name or address, where these are not the one
 *     on which it was seen; empty when it is about none in particular
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(
    String code,
    Severity severity,
    String server,
    String symptom,
    String cause,
    String remedy,
    List<String> evidence,
    List<String> about) {

  public enum Severity {
    /** Something works, but not as it should for long. */
    WARNING,
    /** Something does not work. */
    ERROR
  }

  public Finding {
    // What is empty is absent on the wire.
    server = server == null ? "" : server;
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
    about = about == null ? List.of() : List.copyOf(about);
  }

  /** The same finding, seen on this server. */
  public Finding on(String name) {
    return new Finding(code, severity, name, symptom, cause, remedy, evidence, about);
  }

  public Finding withRemedy(String newRemedy) {
    return new Finding(code, severity, server, symptom, cause, newRemedy, evidence, about);
  }

  public Finding withEvidence(List<String> lines) {
    return new Finding(code, severity, server, symptom, cause, remedy, lines, about);
  }

  /** The same finding, about these servers. */
  public Finding about(List<String> servers) {
    return new Finding(code, severity, server, symptom, cause, remedy, evidence, servers);
  }
}
