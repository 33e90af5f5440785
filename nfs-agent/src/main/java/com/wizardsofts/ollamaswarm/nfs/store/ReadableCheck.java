package com.wizardsofts.ollamaswarm.nfs.store;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether replicas may read the models. With root_squash, root of a client is nobody in particular
 * here: the mode has to let others read.
 */
@ApplicationScoped
public class ReadableCheck implements Check {
  /** A manifest is the deepest: {@code manifests/HOST/NAMESPACE/MODEL/TAG}. */
  private static final int DEPTH = 5;

  private static final int SHOWN = 5;

  /** What is still being written, by us or by Ollama. */
  private static final Pattern UNFINISHED = Pattern.compile("\\..*|.*-partial.*");

  private final ModelStore store;

  public ReadableCheck(ModelStore store) {
    this.store = store;
  }

  @Override
  public String subject() {
    return "the modes of the store's files";
  }

  @Override
  public List<Finding> look() {
    var root = store.locate(store.path());
    var models = store.locate(store.models());
    if (Files.notExists(models)) {
      return List.of();
    }
    var shut =
        all(root, models).stream()
            .filter(ReadableCheck::isShut)
            .map(place -> store.path().resolve(root.relativize(place)).toString())
            .sorted()
            .toList();
    return shut.isEmpty() ? List.of() : List.of(finding(shut));
  }

  private Finding finding(List<String> shut) {
    return FindingCode.STORE_UNREADABLE
        .finding(
            "others than its owner may not read %s%s"
                .formatted(
                    shut.getFirst(),
                    shut.size() == 1 ? "" : " and %d more".formatted(shut.size() - 1)))
        .withRemedy(
            "On the store's server: chmod o+rx %s; chmod -R o+rX %s"
                .formatted(store.path(), store.models()))
        .withEvidence(shut.stream().limit(SHOWN).toList());
  }

  /** The store, and every folder and file of its models. */
  private static List<Path> all(Path root, Path models) {
    var all = new ArrayList<>(List.of(root));
    try {
      var files =
          FilesBelow.find(
              models,
              DEPTH,
              folder -> {
                all.add(folder);
                return true;
              });
      files.stream()
          .filter(file -> !UNFINISHED.matcher(file.getFileName().toString()).matches())
          .forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isShut(Path place) {
    try {
      var is = Files.readAttributes(place, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      var may = is.permissions();
      return !may.contains(PosixFilePermission.OTHERS_READ)
          || (is.isDirectory() && !may.contains(PosixFilePermission.OTHERS_EXECUTE));
    } catch (NoSuchFileException e) {
      return false; // deleted meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
