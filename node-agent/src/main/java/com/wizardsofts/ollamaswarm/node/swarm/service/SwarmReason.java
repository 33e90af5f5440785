package com.wizardsofts.ollamaswarm.node.swarm.service;

import java.util.LinkedHashMap;
import java.util.Map;

/** Swarm's reasons for a task that does not run, in plain words. */
final class SwarmReason {
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put(
        "insufficient resources",
        "No node has as much memory (or processors) left as a replica reserves.");
    WORDS.put(
        "scheduling constraints not satisfied",
        "No node carries the label of this store: on none is its mount proved.");
    WORDS.put(
        "bind source path does not exist",
        "The models folder is not on that node: the store is not mounted there.");
    WORDS.put("no such image", "That node does not have the image and could not pull it.");
    WORDS.put("unhealthy container", "The replica did not pass its health check.");
    WORDS.put("port already in use", "A port that the replica publishes is taken on that node.");
    WORDS.put("address already in use", "A port that the replica publishes is taken on that node.");
    WORDS.put("exit (137)", "The replica was killed, as when it used more memory than its limit.");
    WORDS.put("non-zero exit", "Ollama ended by itself; the service's logs say why.");
    WORDS.put("node is not available", "The node is down, paused or drained.");
    WORDS.put("network", "The replica could not be attached to its network on that node.");
  }

  private SwarmReason() {}

  /** Swarm's own words where there are no plainer ones. */
  static String inWords(String error) {
    var text = error.toLowerCase(java.util.Locale.ROOT);
    return WORDS.entrySet().stream()
        .filter(words -> text.contains(words.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(error);
  }
}
