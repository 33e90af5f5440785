package com.wizardsofts.ollamaswarm.api;

import java.util.List;

/**
 * The leftovers of a model store: blobs that no manifest names, and partial downloads, both long
 * untouched.
 *
 * @param dryRun they are still there
 * @param bytes of all files together
 */
public record Pruned(boolean dryRun, List<Leftover> files, long bytes) {

  /**
   * One of them.
   *
   * @param file below the store's {@code models}
   */
  public record Leftover(String file, long bytes) {}
}
