package com.wizardsofts.ollamaswarm.node.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Swarm node.
 *
 * @param role {@code manager} or {@code worker}
 * @param availability {@code active}, {@code pause} or {@code drain}
 * @param state {@code ready}, {@code down}, {@code disconnected}, {@code unknown}
 */
public record Node(
    String id,
    String hostname,
    String address,
    String role,
    String availability,
    String state,
    Map<String, String> labels) {
  /** The label of a node whose mount is proved; its value is the store's identifier. */
  public static final String STORE_LABEL = "ollama.store";

  /** In the place of {@link #STORE_LABEL} while the proof of a node that had it does not hold. */
  public static final String WITHDRAWN_LABEL = "ollama.store.withdrawn";

  /** {@code host:port} of its node-agent. */
  public String agent() {
    return address + ":7484";
  }

  public boolean isLabelled() {
    return labels.containsKey(STORE_LABEL);
  }

  /** Whether it has lost its label for a while. */
  public boolean isWithdrawn() {
    return !isLabelled() && labels.containsKey(WITHDRAWN_LABEL);
  }

  /** The store that either label names; blank without one. */
  public String storeId() {
    return labels.getOrDefault(STORE_LABEL, labels.getOrDefault(WITHDRAWN_LABEL, ""));
  }

  /** Whether Swarm would start a task there. */
  public boolean isUsable() {
    return state.equals("ready") && availability.equals("active");
  }

  /** A node of the Engine's list of nodes. */
  public static Node parse(JsonNode node) {
    var labels = new TreeMap<String, String>();
    node.at("/Spec/Labels")
        .properties()
        .forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
    return new Node(
        node.path("ID").asText(),
        node.at("/Description/Hostname").asText(),
        address(node),
        node.at("/Spec/Role").asText(),
        node.at("/Spec/Availability").asText(),
        node.at("/Status/State").asText(),
        labels);
  }

  /** A manager alone in its Swarm sees itself at 0.0.0.0, but knows where it is as a manager. */
  private static String address(JsonNode node) {
    var address = node.at("/Status/Addr").asText();
    var asManager = node.at("/ManagerStatus/Addr").asText();
    var unknown = address.isEmpty() || address.equals("0.0.0.0");
    return unknown && !asManager.isEmpty()
        ? asManager.substring(0, asManager.lastIndexOf(':'))
        : address;
  }
}
