package com.wizardsofts.ollamaswarm.nfs.export;

import static com.wizardsofts.ollamaswarm.api.ExportState.ALTERNATIVES;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options of exports(5) that a model store can have. Left out are those that name other paths
 * or servers ({@code refer}, {@code replicas}, {@code mountpoint}, {@code reexport}).
 */
final class ExportOptions {
  private static final Set<String> OTHERS =
      Set.of(
          "crossmnt",
          "auth_nlm",
          "no_auth_nlm",
          "secure_locks",
          "insecure_locks",
          "acl",
          "no_acl",
          "pnfs",
          "no_pnfs",
          "security_label");

  private static final Pattern WITH_VALUE =
      Pattern.compile(
          "anon[ug]id=-?\\d{1,10}"
              + "|fsid=(?:root|\\d{1,10}|[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12})"
              + "|sec=(?:sys|krb5[ip]?)(?::(?:sys|krb5[ip]?))*"
              + "|xprtsec=(?:none|m?tls)(?::(?:none|m?tls))*");

  private ExportOptions() {}

  /** Refuses ({@code bad-input}) unknown options, repetitions and both options of a pair. */
  static void check(List<String> options) {
    var seen = new HashSet<String>();
    for (var option : options) {
      if (!known(option)) {
        throw refused("The export option %s is not known".formatted(Quoted.text(option)));
      }
      if (!seen.add(option)) {
        throw refused("The export option %s is there twice".formatted(option));
      }
    }
    ALTERNATIVES.stream()
        .filter(seen::containsAll)
        .findFirst()
        .ifPresent(
            both -> {
              throw refused("The export options %s exclude each other".formatted(both));
            });
  }

  private static boolean known(String option) {
    return OTHERS.contains(option)
        || ALTERNATIVES.stream().anyMatch(pair -> pair.contains(option))
        || WITH_VALUE.matcher(option).matches();
  }

  private static ProblemException refused(String detail) {
    return ProblemCode.BAD_INPUT
        .problem(detail)
        .withRemedy("See exports(5); for a model store: ro, sync, no_subtree_check, root_squash.")
        .exception();
  }
}
