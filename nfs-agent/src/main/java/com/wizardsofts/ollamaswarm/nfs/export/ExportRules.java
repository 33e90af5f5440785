package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an export may be: everything else is refused before a file or program sees it. */
final class ExportRules {

  private ExportRules() {}

  /** Refuses ({@code bad-input}) a spec that is not one for this store. */
  static void check(ExportSpec spec, Path store) {
    if (!store.toString().equals(spec.path())) {
      throw ProblemCode.BAD_INPUT
          .problem(
              "The path %s is not the model store, which is %s"
                  .formatted(Quoted.text(String.valueOf(spec.path())), store))
          .withRemedy("Ask for that path, or set nfs-agent.store on the store's server.")
          .exception();
    }
    var clients = present("clients", spec.clients());
    clients.forEach(NetworkAddress::check);
    if (new HashSet<>(clients).size() < clients.size()) {
      throw ProblemCode.BAD_INPUT.exception("A client is there twice: " + clients);
    }
    ExportOptions.check(present("options", spec.options()));
  }

  // Absent in the JSON means null here, whatever the record's type says.
  private static List<String> present(String name, @Nullable List<String> values) {
    if (values == null || values.stream().anyMatch(value -> value == null)) {
      throw ProblemCode.BAD_INPUT.exception("The export's %s are missing".formatted(name));
    }
    return values;
  }
}
