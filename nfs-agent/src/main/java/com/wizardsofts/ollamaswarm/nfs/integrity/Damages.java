package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Damages as they are found: a file once, with its first fault and all models that need it. */
final class Damages {
  private final Map<String, Damage> byFile = new LinkedHashMap<>();

  void add(String file, String fault, List<String> models) {
    byFile.merge(file, new Damage(file, fault, models), Damages::together);
  }

  private static Damage together(Damage first, Damage second) {
    var models = Stream.concat(first.models().stream(), second.models().stream());
    return new Damage(first.file(), first.fault(), models.distinct().toList());
  }

  List<Damage> list() {
    return List.copyOf(byFile.values());
  }
}
