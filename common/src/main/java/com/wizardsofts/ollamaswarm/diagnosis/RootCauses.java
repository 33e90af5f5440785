package com.wizardsofts.ollamaswarm.diagnosis;

import com.wizardsofts.ollamaswarm.api.Finding;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells causes from their symptoms. */
public final class RootCauses {
  /** What is wrong on one server, and explains nothing that is about another one. */
  private static final Set<FindingCode> OF_ONE_SERVER =
      EnumSet.of(
          FindingCode.MOUNT_MISSING,
          FindingCode.STORE_AWAY,
          FindingCode.DOCKER_DOWN,
          FindingCode.DOCKER_FROZEN,
          FindingCode.AGENT_AWAY);

  private RootCauses() {}

  /** The findings that no other one of them explains. */
  public static List<Finding> of(List<Finding> findings) {
    return of(findings, Map.of(), _ -> true);
  }

  /**
   * Likewise, of several servers.
   *
   * @param addresses of the servers, by the names that the findings have for them
   * @param mayExplain the findings that may be the cause of others
   */
  public static List<Finding> of(
      List<Finding> findings, Map<String, String> addresses, Predicate<Finding> mayExplain) {
    var causes = findings.stream().filter(mayExplain).toList();
    return findings.stream().filter(finding -> !isExplained(finding, causes, addresses)).toList();
  }

  private static boolean isExplained(
      Finding symptom, List<Finding> all, Map<String, String> addresses) {
    var causes = all.stream().filter(finding -> explains(finding, symptom)).toList();
    var places =
        causes.stream()
            .map(Finding::server)
            .flatMap(server -> Stream.of(server, addresses.getOrDefault(server, server)))
            .collect(Collectors.toSet());
    return causes.stream().anyMatch(cause -> !isOfOneServer(cause))
        || (!causes.isEmpty() && places.containsAll(symptom.about()));
  }

  private static boolean explains(Finding cause, Finding symptom) {
    return known(cause).filter(code -> code.explains().contains(symptom.code())).isPresent();
  }

  private static boolean isOfOneServer(Finding cause) {
    return known(cause).filter(OF_ONE_SERVER::contains).isPresent();
  }

  /** An agent of another version may have found what is not in this catalogue. */
  private static Optional<FindingCode> known(Finding finding) {
    return FindingCode.of(finding.code());
  }
}
