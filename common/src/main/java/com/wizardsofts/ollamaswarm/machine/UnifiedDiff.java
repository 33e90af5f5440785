package com.wizardsofts.ollamaswarm.machine;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/** What a change does to a file, line by line, as {@code diff -u} shows it. */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  private UnifiedDiff() {}

  public static String of(String file, String before, String after) {
    var old = lines(before);
    var patch = DiffUtils.diff(old, lines(after));
    return String.join("\n", UnifiedDiffUtils.generateUnifiedDiff(file, file, old, patch, CONTEXT));
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
