package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Options of the store's export with which a client can change or forge models. */
@ApplicationScoped
public class InsecureExport implements Check {
  private static final List<String> INSECURE =
      List.of("rw", "no_root_squash", "insecure", "anonuid=0", "anongid=0");

  private final StoreExport export;

  public InsecureExport(StoreExport export) {
    this.export = export;
  }

  @Override
  public String subject() {
    return "the export";
  }

  @Override
  public List<Finding> look() {
    return export.state().exported().stream()
        .filter(to -> !insecure(to).isEmpty())
        .map(
            to ->
                FindingCode.EXPORT_INSECURE.finding(
                    "%s may mount the store with %s".formatted(to.client(), insecure(to))))
        .toList();
  }

  private static List<String> insecure(ExportedTo to) {
    return INSECURE.stream().filter(to.options()::contains).toList();
  }
}
