package com.wizardsofts.ollamaswarm.node.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, the last one open. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... titles) {
    row(titles);
  }

  /** As many cells as there are titles. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  public String text() {
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column)).append(" ".repeat(gap(column, row.get(column))));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int gap(int column, String cell) {
    var widest = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    return widest - cell.length() + 2;
  }
}
