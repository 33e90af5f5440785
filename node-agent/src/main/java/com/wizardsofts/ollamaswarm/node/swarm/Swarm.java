package com.wizardsofts.ollamaswarm.node.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The Swarm that this node is part of, and the labels of its nodes. */
@ApplicationScoped
public class Swarm {
  private final DockerEngine engine;
  private final SwarmObject objects;

  public Swarm(DockerEngine engine) {
    this.engine = engine;
    this.objects = new SwarmObject(engine);
  }

  /** What this node's Engine says; its nodes only when it is a manager. */
  public SwarmState state() {
    var info = engine.get("/info");
    var swarm = info.path("Swarm");
    var manager = swarm.path("ControlAvailable").asBoolean();
    return new SwarmState(
        swarm.path("LocalNodeState").asText("inactive"),
        manager,
        swarm.path("NodeID").asText(),
        firewallBackend(info).startsWith("nftables"),
        manager ? nodes() : List.of());
  }

  /** From Docker 29 on; blank of an older Engine, which uses iptables. */
  static String firewallBackend(JsonNode info) {
    return info.at("/FirewallBackend/Driver").asText();
  }

  /**
   * @throws ProblemException {@code swarm.inactive}, or {@code swarm.not-manager} with the managers
   *     to ask
   */
  public void requireManager() {
    var swarm = engine.get("/info").path("Swarm");
    if (swarm.path("ControlAvailable").asBoolean()) {
      return;
    }
    var state = swarm.path("LocalNodeState").asText("inactive");
    if (!state.equals("active")) {
      throw ProblemCode.SWARM_INACTIVE.exception("The Swarm of this node is " + state);
    }
    var managers = swarm.path("RemoteManagers").findValuesAsText("Addr");
    throw ProblemCode.SWARM_NOT_MANAGER
        .problem("Only a manager can be asked about services; managers are at " + managers)
        .withRemedy("Ask the node-agent of a manager: " + managers)
        .exception();
  }

  private List<Node> nodes() {
    var nodes = new ArrayList<Node>();
    for (JsonNode node : engine.get("/nodes")) {
      nodes.add(Node.parse(node));
    }
    return nodes;
  }

  /**
   * Makes this node the manager of a new Swarm.
   *
   * @param advertiseAddress the IP address at which other nodes reach this one
   */
  public void init(String advertiseAddress) {
    engine.post(
        "/swarm/init",
        JsonNodeFactory.instance
            .objectNode()
            .put("ListenAddr", "0.0.0.0:2377")
            .put("AdvertiseAddr", literal(advertiseAddress)));
  }

  /**
   * Ends the Swarm that this node made; does nothing when it has been left.
   *
   * @throws ProblemException {@code swarm.in-use} while it has other nodes or services
   */
  public void leave() {
    var state = state();
    if (state.state().equals("inactive")) {
      return;
    }
    var others = others(state);
    if (!others.isEmpty()) {
      throw ProblemCode.SWARM_IN_USE.exception(
          "the Swarm, which others use (%s)".formatted(String.join(", ", others)));
    }
    engine.post("/swarm/leave?force=true");
  }

  private List<String> others(SwarmState state) {
    var others = new ArrayList<String>();
    state.nodes().stream()
        .filter(node -> !node.id().equals(state.nodeId()))
        .forEach(node -> others.add("node " + node.hostname()));
    for (JsonNode service : engine.get("/services")) {
      others.add("service " + service.at("/Spec/Name").asText());
    }
    return others;
  }

  /** Sets a label of a node; a label that is so already is not written. */
  public void label(String nodeId, String key, String value) {
    Names.check("label", Names.LABEL_KEY, key);
    Names.check("label " + key, Names.LABEL_VALUE, value);
    change(nodeId, labels -> labels.put(key, value));
  }

  /** Removes a label of a node when it has it. */
  public void unlabel(String nodeId, String key) {
    change(nodeId, labels -> labels.remove(key));
  }

  /** Gives a label of a node another key, in one change; does nothing when the node has it not. */
  public void moveLabel(String nodeId, String from, String to) {
    change(
        nodeId,
        labels -> {
          var value = labels.remove(from);
          if (value != null) {
            labels.set(to, value);
          }
        });
  }

  private void change(String nodeId, java.util.function.Consumer<ObjectNode> change) {
    Names.check("node", Names.NAME, nodeId);
    objects.change("/nodes/" + nodeId, spec -> change.accept(spec.withObjectProperty("Labels")));
  }

  private static String literal(String address) {
    try {
      return InetAddress.ofLiteral(address).getHostAddress();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemCode.BAD_INPUT.problem(
              "advertise address: \"%s\" is not an IP address".formatted(address)),
          e);
    }
  }
}
