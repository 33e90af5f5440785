package com.wizardsofts.ollamaswarm.node.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The overlay network on which the gateway and other containers reach the replicas. */
@ApplicationScoped
public class OverlayNetwork {
  private final DockerEngine engine;

  public OverlayNetwork(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Whether there is an attachable overlay network of this name.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code network.conflict} when the
   *     name belongs to another kind of network
   */
  public boolean exists(String name) {
    var network = find(name);
    network.filter(found -> !isAttachableOverlay(found)).ifPresent(found -> refuse(name, found));
    return network.isPresent();
  }

  /** Creates it: overlay, attachable by standalone containers such as the gateway's. */
  public void create(String name) {
    engine.post(
        "/networks/create",
        JsonNodeFactory.instance
            .objectNode()
            .put("Name", Names.check("network", Names.NAME, name))
            .put("Driver", "overlay")
            .put("Scope", "swarm")
            .put("Attachable", true)
            .put("CheckDuplicate", true));
  }

  /** Removes it when it is there; Docker refuses while something is attached. */
  public void remove(String name) {
    id(name).ifPresent(id -> engine.delete("/networks/" + id));
  }

  /**
   * Whether what goes from node to node in it is encrypted (the driver's option {@code encrypted});
   * false where there is no such network.
   */
  public boolean isEncrypted(String name) {
    return find(name)
        .map(network -> network.at("/Options/encrypted"))
        .filter(option -> !option.isMissingNode() && !option.asText().equals("false"))
        .isPresent();
  }

  /** Swarm keeps the identifier, whatever name a spec was sent with. */
  public Optional<String> id(String name) {
    return find(name).map(network -> network.path("Id").asText());
  }

  private Optional<JsonNode> find(String name) {
    Names.check("network", Names.NAME, name);
    for (JsonNode network : engine.get("/networks?filters=" + Filters.of("name", name))) {
      if (network.path("Name").asText().equals(name)) {
        return Optional.of(network);
      }
    }
    return Optional.empty();
  }

  /** A network that was just created has no driver until Swarm has found it an address range. */
  private static boolean isAttachableOverlay(JsonNode network) {
    var driver = network.path("Driver").asText();
    return (driver.equals("overlay") || driver.isEmpty())
        && network.path("Scope").asText().equals("swarm")
        && network.path("Attachable").asBoolean();
  }

  private static void refuse(String name, JsonNode network) {
    throw ProblemCode.NETWORK_CONFLICT
        .problem("The network %s is no attachable overlay network of the Swarm".formatted(name))
        .causedBy(
            "driver %s, scope %s, attachable %s"
                .formatted(
                    network.path("Driver").asText(),
                    network.path("Scope").asText(),
                    network.path("Attachable").asBoolean()))
        .exception();
  }
}
