package com.wizardsofts.ollamaswarm.node.cli.console;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import java.util.Locale;

/** A finding for people: what was found, and what to do. */
public record FindingText(Finding finding) {

  /** Whether steps of a rollout mend it. */
  public boolean hasFix() {
    return FindingCode.of(finding.code()).filter(known -> !known.fix().isEmpty()).isPresent();
  }

  /** A line for each part of it. */
  public String text() {
    var text = new StringBuilder();
    text.append(finding.severity().name().toLowerCase(Locale.ROOT));
    text.append(": %s  [%s]%n".formatted(finding.symptom(), finding.code()));
    text.append("  on     %s%n".formatted(finding.server()));
    text.append("  cause  %s%n".formatted(finding.cause()));
    text.append("  do     %s%n".formatted(finding.remedy()));
    if (hasFix()) {
      text.append("  fix    ollama-swarm fix %s%n".formatted(finding.code()));
    }
    finding.evidence().forEach(line -> text.append("  seen   %s%n".formatted(line)));
    return text.toString();
  }
}
