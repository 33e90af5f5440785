package com.wizardsofts.ollamaswarm.diagnosis;

import com.wizardsofts.ollamaswarm.api.Finding;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells causes from their symptoms. */
public final class RootCauses {

  private RootCauses() {}

  /** The findings that no other one of them explains. */
  public static List<Finding> of(List<Finding> findings) {
    var codes = findings.stream().map(Finding::code).collect(Collectors.toSet());
    Set<String> explained =
        Arrays.stream(FindingCode.values())
            .filter(code -> codes.contains(code.code()))
            .flatMap(code -> code.explains().stream())
            .collect(Collectors.toSet());
    return findings.stream().filter(finding -> !explained.contains(finding.code())).toList();
  }
}
