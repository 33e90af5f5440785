package com.wizardsofts.ollamaswarm.node.swarm;

import java.util.Arrays;

/** Versions as numbers that {@link Arrays#compare(int[], int[])} puts in order. */
public final class VersionNumbers {
  private VersionNumbers() {}

  /** The first three numbers of a version such as {@code 26.1.5+dfsg1}. */
  public static int[] of(String version) {
    return Arrays.stream(version.split("[^0-9]+"))
        .filter(part -> !part.isEmpty())
        .limit(3)
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
