package com.wizardsofts.ollamaswarm.nfs.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The plain files below a folder, while others write and delete there: what is gone before it was
 * looked at was never there. {@link Files#walk} ends with an error then.
 */
public final class FilesBelow extends SimpleFileVisitor<Path> {
  private final Path folder;
  private final Predicate<Path> enters;
  private final List<Path> found = new ArrayList<>();

  private FilesBelow(Path folder, Predicate<Path> enters) {
    this.folder = folder;
    this.enters = enters;
  }

  /**
   * Links are neither followed nor found.
   *
   * @param depth names from the folder to the deepest files
   * @param enters whether what lies in a folder is wanted
   * @throws IOException when the folder is missing, or something below it cannot be read
   */
  public static List<Path> find(Path folder, int depth, Predicate<Path> enters) throws IOException {
    var visitor = new FilesBelow(folder, enters);
    Files.walkFileTree(folder, Set.of(), depth, visitor);
    return List.copyOf(visitor.found);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes is) {
    return enters.test(visited) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
    if (is.isRegularFile()) {
      found.add(file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (e instanceof NoSuchFileException && !file.equals(folder)) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }
}
