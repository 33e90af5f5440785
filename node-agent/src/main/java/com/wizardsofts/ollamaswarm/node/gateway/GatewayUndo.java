package com.wizardsofts.ollamaswarm.node.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.node.gateway.container.Additions;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was there before a change: enough to put it back from any point of the change, and kept in
 * the journal as a line of JSON.
 *
 * @param provider by which Traefik reads services
 * @param containerId id of the operator's container
 * @param restartPolicy its restart policy, which it loses while it is kept
 * @param networks the networks that it was attached to
 * @param staticText the static file
 * @param dynamicFile where our dynamic file goes
 * @param dynamicText what was there; nothing when there was no such file
 * @param additions what a copy has that the container has not
 * @param labelsCopy whether a copy that is made of the container is labelled as one; an older
 *     agent's is not
 */
record GatewayUndo(
    GatewaySpec spec,
    SwarmProvider provider,
    String containerId,
    JsonNode restartPolicy,
    Set<String> networks,
    String staticText,
    Path dynamicFile,
    Optional<String> dynamicText,
    Additions additions,
    boolean labelsCopy) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String text() {
    var tree = JSON.createObjectNode();
    tree.putObject("spec")
        .put("container", spec.container())
        .put("staticFile", spec.staticFile().toString())
        .put("port", spec.port())
        .put("network", spec.network())
        .put("service", spec.service())
        .put("storeAgent", spec.storeAgent())
        .put("entryPoint", spec.entryPoint())
        .put("longestAnswerSeconds", spec.longestAnswer().toSeconds())
        .put("mostRequests", spec.mostRequests())
        .put("acceptLostRouters", spec.acceptLostRouters());
    tree.put("provider", provider.label());
    tree.put("containerId", containerId);
    tree.set("restartPolicy", restartPolicy);
    var names = tree.putArray("networks");
    networks.forEach(names::add);
    tree.put("staticText", staticText);
    tree.put("dynamicFile", dynamicFile.toString());
    dynamicText.ifPresent(text -> tree.put("dynamicText", text));
    tree.put("addsPort", additions.port()).put("addsFolder", additions.folder());
    tree.put("labelsCopy", labelsCopy);
    return tree.toString();
  }

  static GatewayUndo parse(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not written by GatewayUndo: " + text, e);
    }
    var networks = new TreeSet<String>();
    tree.path("networks").forEach(name -> networks.add(name.asText()));
    var spec = spec(tree.path("spec"));
    return new GatewayUndo(
        spec,
        SwarmProvider.called(tree.path("provider").asText("swarm")),
        tree.path("containerId").asText(),
        tree.path("restartPolicy"),
        networks,
        tree.path("staticText").asText(),
        Path.of(tree.path("dynamicFile").asText()),
        tree.has("dynamicText") ? Optional.of(tree.path("dynamicText").asText()) : Optional.empty(),
        // An older agent does not tell the first two, and makes no copy without a need.
        new Additions(
            tree.path("addsPort").asBoolean(true),
            tree.path("addsFolder").asBoolean(true),
            !networks.contains(spec.network())),
        tree.path("labelsCopy").asBoolean());
  }

  private static GatewaySpec spec(JsonNode spec) {
    return new GatewaySpec(
        spec.path("container").asText(),
        Path.of(spec.path("staticFile").asText()),
        spec.path("port").asInt(),
        spec.path("network").asText(),
        spec.path("service").asText(),
        spec.path("storeAgent").asText(),
        spec.path("entryPoint").asText(),
        Duration.ofSeconds(spec.path("longestAnswerSeconds").asLong()),
        spec.path("mostRequests").asInt(1), // a journal of an older agent has none
        spec.path("acceptLostRouters").asBoolean(),
        Optional.empty(),
        Optional.empty());
  }
}
