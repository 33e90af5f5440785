package com.wizardsofts.ollamaswarm.diagnosis;

import static com.wizardsofts.ollamaswarm.api.Finding.Severity.ERROR;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Finding.Severity;
import java.util.List;

/**
 * The catalogue of findings. Each constant has a stable code, a severity, the symptom in one line,
 * what to do about it when nothing more particular is known, and the codes of the findings that it
 * explains: of a cause and its symptoms only the cause is shown.
 */
public enum FindingCode {
  CHECK_FAILED(
      "check.failed",
      ERROR,
      "Something could not be looked at",
      "Mend what the cause names, then ask for the diagnosis again.",
      List.of());

  private final String code;
  private final Severity severity;
  private final String symptom;
  private final String remedy;
  private final List<String> explains;

  FindingCode(
      String code, Severity severity, String symptom, String remedy, List<String> explains) {
    this.code = code;
    this.severity = severity;
    this.symptom = symptom;
    this.remedy = remedy;
    this.explains = explains;
  }

  /** Stable name for programs and documentation. */
  public String code() {
    return code;
  }

  public Severity severity() {
    return severity;
  }

  /** One line for people. */
  public String symptom() {
    return symptom;
  }

  /** What to do when nothing more particular is known. */
  public String remedy() {
    return remedy;
  }

  /** Codes of findings that are not shown beside this one. */
  public List<String> explains() {
    return explains;
  }

  /** A finding of this kind; {@code cause} says what was seen, with its values. */
  public Finding finding(String cause) {
    return new Finding(code, severity, "", symptom, cause, remedy, List.of());
  }
}
