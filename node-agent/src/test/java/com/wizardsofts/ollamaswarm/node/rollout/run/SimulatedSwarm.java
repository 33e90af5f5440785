package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.SwarmState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Swarm of {@link SimulatedServers}: {@code s84} manages it. */
@SuppressWarnings("NullAway")
final class SimulatedSwarm extends Swarm {
  private final SimulatedServers servers;
  private final List<String> nodes;

  SimulatedSwarm(SimulatedServers servers, List<String> nodes) {
    super(null);
    this.servers = servers;
    this.nodes = nodes;
  }

  @Override
  public SwarmState state() {
    servers.call.run();
    return servers.settings.containsKey("no swarm")
        ? new SwarmState("inactive", false, "", false, List.of())
        : new SwarmState("active", true, "id-s84", false, nodes.stream().map(this::node).toList());
  }

  @Override
  public void init(String advertiseAddress) {
    servers.set("no swarm", null);
  }

  @Override
  public void leave() {
    servers.set("no swarm", "");
  }

  @Override
  public void label(String nodeId, String key, String value) {
    servers.set(setting(key, nodeId.substring(3)), value);
  }

  @Override
  public void unlabel(String nodeId, String key) {
    servers.set(setting(key, nodeId.substring(3)), null);
  }

  private Node node(String name) {
    var labels = new HashMap<String, String>();
    for (var key : List.of(Node.STORE_LABEL, Node.WITHDRAWN_LABEL)) {
      Optional.ofNullable(servers.settings.get(setting(key, name)))
          .ifPresent(value -> labels.put(key, value));
    }
    var address = SimulatedServers.agent(name).replace(":7484", "");
    return new Node("id-" + name, name, address, "worker", "active", "ready", Map.copyOf(labels));
  }

  private static String setting(String labelKey, String name) {
    return (labelKey.equals(Node.STORE_LABEL) ? "label " : "withdrawn ") + name;
  }
}
