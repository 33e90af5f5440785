package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The NFS server, the export that we made, clients that the firewall keeps out, and options with
 * which a client can forge models.
 */
@ApplicationScoped
public class ExportCheck implements Check {
  private static final List<String> INSECURE =
      List.of("rw", "no_root_squash", "insecure", "anonuid=0", "anongid=0");

  private static final String DROP_FORMER =
      "Run the rollout again, which ends the old path once the last node has moved; or end it by"
          + " PUT /v1/export with dropFormer.";

  private static final Set<String> SERVER_DOWN =
      Set.of(ProblemCode.NFS_SERVER_INACTIVE.code(), ProblemCode.NFS_SERVER_MISSING.code());

  private final StoreExport export;

  public ExportCheck(StoreExport export) {
    this.export = export;
  }

  @Override
  public String subject() {
    return "the export";
  }

  @Override
  public List<Finding> look() {
    try {
      var state = export.state();
      var exported = state.exported();
      return Stream.of(
              missing(exported),
              exported.stream().flatMap(to -> insecure(to, "the store")),
              export.former().stream().flatMap(ExportCheck::formerlyInsecure),
              state.shutOut().stream().map(ExportCheck::shutOut))
          .flatMap(findings -> findings)
          .toList();
    } catch (ProblemException e) {
      if (!SERVER_DOWN.contains(e.problem().code())) {
        throw e;
      }
      return List.of(
          FindingCode.NFS_SERVER_DOWN
              .finding(e.problem().detail())
              .withRemedy(e.problem().remedy())
              .withEvidence(e.problem().evidence()));
    }
  }

  /** Our file exports the store to clients for which the server lists nothing. */
  private Stream<Finding> missing(List<ExportedTo> exported) {
    var unlisted = new ArrayList<>(export.clients());
    unlisted.removeAll(exported.stream().map(ExportedTo::client).toList());
    return unlisted.isEmpty()
        ? Stream.empty()
        : Stream.of(
            FindingCode.EXPORT_MISSING.finding(
                "exportfs -v does not list the store for " + String.join(", ", unlisted)));
  }

  private static Finding shutOut(String client) {
    return FindingCode.EXPORT_SHUT_OUT.finding(
        "ufw is active and has no rule that lets %s in to 2049/tcp".formatted(client));
  }

  private static Stream<Finding> formerlyInsecure(NfsServer.Exported former) {
    return insecure(former.to(), former.path() + ", where the store was before,")
        .map(finding -> finding.withRemedy(DROP_FORMER));
  }

  private static Stream<Finding> insecure(ExportedTo to, String what) {
    var options = INSECURE.stream().filter(to.options()::contains).toList();
    return options.isEmpty()
        ? Stream.empty()
        : Stream.of(
            FindingCode.EXPORT_INSECURE.finding(
                "%s may mount %s with %s".formatted(to.client(), what, options)));
  }
}
