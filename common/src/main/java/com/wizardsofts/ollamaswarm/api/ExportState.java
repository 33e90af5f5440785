package com.wizardsofts.ollamaswarm.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the store's server exports.
 *
 * @param path the model store
 * @param file our exports file
 * @param exported what the kernel lists for the path (exportfs -v), a line for each client
 * @param shutOut clients of these for which the server's firewall, when it is ufw and active, has
 *     no rule
 * @param server what serves it, and to whom
 * @param former paths at which the store was before, and which our file still exports
 */
public record ExportState(
    String path,
    String file,
    List<ExportedTo> exported,
    List<String> shutOut,
    NfsService server,
    List<String> former) {

  public ExportState {
    // Absent when an older agent tells.
    former = former == null ? List.of() : List.copyOf(former);
  }

  /** Options of exports(5) of which one or the other holds. */
  public static final List<Set<String>> ALTERNATIVES =
      List.of(
          Set.of("ro", "rw"),
          Set.of("sync", "async"),
          Set.of("wdelay", "no_wdelay"),
          Set.of("hide", "nohide"),
          Set.of("secure", "insecure"),
          Set.of("subtree_check", "no_subtree_check"),
          Set.of("root_squash", "no_root_squash"),
          Set.of("all_squash", "no_all_squash"));

  /** One client and the options that the kernel shows for it. */
  public record ExportedTo(String client, List<String> options) {

    /**
     * The wanted options in whose place another is shown. Which options are shown at all depends on
     * the version of nfs-utils (2.8.3 never shows {@code secure}, older ones do), so that one that
     * is not shown is no difference.
     */
    List<String> contradicted(List<String> wanted) {
      return wanted.stream()
          .filter(option -> !options.contains(option))
          .filter(
              option ->
                  ALTERNATIVES.stream()
                      .filter(pair -> pair.contains(option))
                      .anyMatch(pair -> options.stream().anyMatch(pair::contains)))
          .toList();
    }
  }

  /** In what this is not as wanted, in words; none when it is. */
  public List<String> differences(ExportSpec wanted) {
    var differences = new ArrayList<String>();
    var found = exported.stream().map(ExportedTo::client).toList();
    wanted.clients().stream()
        .filter(client -> !found.contains(client))
        .forEach(client -> differences.add("exportfs -v does not list " + client));
    for (var to : exported) {
      if (!wanted.clients().contains(to.client())) {
        differences.add("exportfs -v lists %s, which is not wanted".formatted(to.client()));
      } else if (!to.contradicted(wanted.options()).isEmpty()) {
        differences.add(
            "exportfs -v lists %s with %s, without %s"
                .formatted(to.client(), to.options(), to.contradicted(wanted.options())));
      }
    }
    if (wanted.dropFormer()) {
      former.forEach(
          old ->
              differences.add("exportfs -v lists %s, where the store was before".formatted(old)));
    }
    shutOut.forEach(client -> differences.add("ufw is active without a rule for " + client));
    return differences;
  }
}
