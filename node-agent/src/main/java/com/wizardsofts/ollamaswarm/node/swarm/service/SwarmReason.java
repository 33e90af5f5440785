package com.wizardsofts.ollamaswarm.node.swarm.service;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Swarm's reasons for a task that does not run, in plain words. */
final class SwarmReason {
  /** Swarm's scheduler gives a reason for each group of nodes, with how many they are. */
  private static final Pattern NO_NODE = Pattern.compile("no suitable node \\((.*)\\)");

  private static final Pattern PART = Pattern.compile("; ");
  private static final Pattern NODES = Pattern.compile("\\b(\\d+) nodes?\\b");

  /**
   * What follows a number of nodes, by the words of swarmkit's {@code manager/scheduler/filter.go}.
   */
  private static final Map<String, String> OF_NODES = new LinkedHashMap<>();

  private static final Map<String, String> OF_TASK = new LinkedHashMap<>();

  static {
    OF_NODES.put("not available for new tasks", "down, paused or drained");
    OF_NODES.put(
        "insufficient resources", "with less memory (or processors) left than a replica reserves");
    OF_NODES.put(
        "scheduling constraints not satisfied",
        "without the label of this store, so its mount is not proved there, or short of another"
            + " constraint of the service");
    OF_NODES.put("unsupported platform", "of a platform for which the image is not made");
    OF_NODES.put(
        "host-mode port already in use", "where a port that the replica publishes is taken");
    OF_NODES.put("missing plugin", "without a plugin of Docker that the replica needs");

    OF_TASK.put(
        "assigned node no longer meets constraints",
        "Its node lost the label of this store, as when the mount is not proved any more, or does"
            + " not meet another constraint of the service now.");
    OF_TASK.put(
        "bind source path does not exist",
        "The models folder is not on that node: the store is not mounted there.");
    OF_TASK.put("no such image", "That node does not have the image and could not pull it.");
    OF_TASK.put("unhealthy container", "The replica did not pass its health check.");
    OF_TASK.put(
        "port is already allocated", "A port that the replica publishes is taken on that node.");
    OF_TASK.put(
        "address already in use", "A port that the replica publishes is taken on that node.");
    OF_TASK.put(
        "exit (137)", "The replica was killed, as when it used more memory than its limit.");
    OF_TASK.put("non-zero exit", "Ollama ended by itself; the service's logs say why.");
    OF_TASK.put("network", "The replica could not be attached to its network on that node.");
  }

  private SwarmReason() {}

  /** Swarm's own words where there are no plainer ones. */
  static String inWords(String error) {
    var nowhere = NO_NODE.matcher(error);
    return nowhere.find()
        ? PART.splitAsStream(nowhere.group(1))
            .map(SwarmReason::ofNodes)
            .collect(Collectors.joining("; ", "No node can take the replica: ", "."))
        : words(OF_TASK, error).orElse(error);
  }

  private static String ofNodes(String part) {
    var nodes = NODES.matcher(part);
    return nodes.find()
        ? words(OF_NODES, part).map(words -> nodes.group(1) + " " + words).orElse(part)
        : part;
  }

  private static Optional<String> words(Map<String, String> known, String error) {
    var text = error.toLowerCase(Locale.ROOT);
    return known.entrySet().stream()
        .filter(words -> text.contains(words.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
