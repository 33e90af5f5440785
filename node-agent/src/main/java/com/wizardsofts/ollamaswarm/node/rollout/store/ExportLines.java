package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The exports file of the store's server as a plan shows it: an order has other lines for the store
 * and leaves all others.
 */
record ExportLines(List<String> lines) {

  static ExportLines of(String file) {
    return new ExportLines(file.lines().toList());
  }

  /**
   * The text after the order.
   *
   * @param former paths at which the store was before
   */
  String with(ExportSpec wanted, List<String> former) {
    var options = String.join(",", wanted.options());
    var ours =
        wanted.clients().stream()
            .map(client -> "%s %s(%s)".formatted(wanted.path(), client, options))
            .toList();
    var first = lines.stream().filter(line -> isOf(wanted.path(), line)).findFirst();
    var at = first.map(lines::indexOf).orElse(lines.size());
    return Stream.of(
            kept(lines.subList(0, at), wanted, former),
            ours.stream(),
            kept(lines.subList(at, lines.size()), wanted, former))
        .flatMap(part -> part)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static Stream<String> kept(List<String> some, ExportSpec wanted, List<String> former) {
    return some.stream()
        .filter(line -> !isOf(wanted.path(), line))
        .filter(
            line -> !wanted.dropFormer() || former.stream().noneMatch(path -> isOf(path, line)));
  }

  private static boolean isOf(String path, String line) {
    return line.startsWith(path + " ");
  }
}
