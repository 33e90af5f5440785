package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Damages as they are found: a file once, with its first fault and all models that need it. */
final class Damages {
  private final Map<String, Damage> byFile = new LinkedHashMap<>();
  private final Map<String, ProblemException> unread = new LinkedHashMap<>();

  void add(String file, String fault, List<String> models) {
    byFile.merge(file, new Damage(file, fault, models), Damages::together);
  }

  /** Of a file whose content nobody knows, because the program that hashes failed. */
  void unread(String file, ProblemException why) {
    unread.put(file, why);
    add(file, fault(file, why), List.of());
  }

  /** Says so again, for a model that needs the file; nothing when it was read. */
  Optional<String> unread(String file) {
    return Optional.ofNullable(unread.get(file)).map(why -> fault(file, why));
  }

  private static String fault(String file, ProblemException why) {
    return "%s was not read: %s: %s".formatted(file, why.problem().detail(), why.problem().cause());
  }

  /** Throws the first problem for which a file was not read. */
  void requireRead() {
    unread.values().stream()
        .findFirst()
        .ifPresent(
            why -> {
              throw why;
            });
  }

  private static Damage together(Damage first, Damage second) {
    var models = Stream.concat(first.models().stream(), second.models().stream());
    return new Damage(first.file(), first.fault(), models.distinct().toList());
  }

  List<Damage> list() {
    return List.copyOf(byFile.values());
  }
}
