package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.nfs.store.FilesBelow;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's full name by Ollama's grammar, {@code [host/][namespace/]model[:tag]}. No part can
 * begin with a dash or a dot, so that a name is neither an option nor a way out of a folder.
 */
public record ModelName(String host, String namespace, String model, String tag) {
  private static final String DEFAULT_HOST = "registry.ollama.ai";
  private static final String DEFAULT_NAMESPACE = "library";
  private static final String DEFAULT_TAG = "latest";

  /** {@code host/namespace/model/tag} below {@code manifests}. */
  private static final int DEPTH = 4;

  private static final String HOST = "[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}";
  private static final String NAMESPACE = "[A-Za-z0-9_][A-Za-z0-9_-]{0,79}";
  private static final String PART = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}";
  private static final Pattern NAME =
      Pattern.compile(
          "(?:(?:(?<host>%s)/)?(?<namespace>%s)/)?(?<model>%s)(?::(?<tag>%s))?"
              .formatted(HOST, NAMESPACE, PART, PART));

  /** Refuses ({@code bad-input}) what is not a model's name. */
  public static ModelName parse(@Nullable String name) {
    var parts = NAME.matcher(name == null ? "" : name);
    if (!parts.matches()) {
      throw ProblemCode.BAD_INPUT
          .problem("%s is not a model's name".formatted(Quoted.text(String.valueOf(name))))
          .withRemedy(
              "Names look like mistral:7b, namespace/model:tag or host/namespace/model:tag.")
          .exception();
    }
    return new ModelName(
        or(parts.group("host"), DEFAULT_HOST),
        or(parts.group("namespace"), DEFAULT_NAMESPACE),
        parts.group("model"),
        or(parts.group("tag"), DEFAULT_TAG));
  }

  /** The names of the models whose manifests lie below the folder, sorted. */
  static List<ModelName> below(Path manifests) throws IOException {
    return FilesBelow.find(manifests, DEPTH, _ -> true).stream()
        .flatMap(file -> ofManifest(manifests.relativize(file)).stream())
        .sorted(Comparator.comparing(ModelName::shown))
        .toList();
  }

  /** The name of the model whose manifest is this file below {@code manifests}, if it is one. */
  static Optional<ModelName> ofManifest(Path file) {
    if (file.getNameCount() != DEPTH) {
      return Optional.empty();
    }
    var name =
        new ModelName(
            file.getName(0).toString(),
            file.getName(1).toString(),
            file.getName(2).toString(),
            file.getName(3).toString());
    return NAME.matcher(name.full()).matches() ? Optional.of(name) : Optional.empty();
  }

  /** The manifest's file below {@code manifests}. */
  public Path manifest() {
    return Path.of(host, namespace, model, tag);
  }

  /** As Ollama shows it: without the host and namespace that are its defaults. */
  public String shown() {
    if (!host.equals(DEFAULT_HOST)) {
      return full();
    }
    var name = model + ":" + tag;
    return namespace.equals(DEFAULT_NAMESPACE) ? name : namespace + "/" + name;
  }

  private String full() {
    return host + "/" + namespace + "/" + model + ":" + tag;
  }

  private static String or(@Nullable String part, String otherwise) {
    return part == null ? otherwise : part;
  }
}
