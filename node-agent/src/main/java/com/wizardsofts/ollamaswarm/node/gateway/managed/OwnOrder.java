package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.machine.Sha256;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.container.OwnContainer;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import java.util.List;

/**
 * How the container of our own Traefik is made: it publishes Ollama's port only, may write nowhere,
 * and has no rights beyond asking Docker. A label keeps by which settings it was made.
 */
final class OwnOrder {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SOCKET = "/var/run/docker.sock";
  private static final String DUTY = "ollama-swarm.duty";
  private static final String SETTINGS = "ollama-swarm.settings";
  private static final String GATEWAY = "gateway";

  private OwnOrder() {}

  /**
   * @param image exactly the one to run
   */
  static OwnContainer of(GatewaySpec spec, String image) {
    var body = body(spec, image);
    ((ObjectNode) body.get("Labels")).put(SETTINGS, settings(spec, image));
    return new OwnContainer(body, List.of(spec.network()));
  }

  static boolean isOurs(TraefikContainer container) {
    return label(container, DUTY).equals(GATEWAY);
  }

  static String settings(TraefikContainer container) {
    return label(container, SETTINGS);
  }

  /** Another value whenever a container made now would be another one. */
  static String settings(GatewaySpec spec, String image) {
    var all = body(spec, image) + spec.network() + OwnFiles.staticText(spec);
    return Sha256.hex(all).substring(0, 32);
  }

  private static ObjectNode body(GatewaySpec spec, String image) {
    var port = spec.port() + "/tcp";
    var body = JSON.objectNode().put("Image", image);
    body.putArray("Cmd").add("--configfile=" + spec.staticFile());
    body.putObject("ExposedPorts").putObject(port);
    // An operator's Traefik may route to every container that does not say no.
    body.putObject("Labels").put(DUTY, GATEWAY).put("traefik.enable", "false");
    var host =
        body.putObject("HostConfig").put("NetworkMode", "bridge").put("ReadonlyRootfs", true);
    host.putObject("PortBindings")
        .putArray(port)
        .addObject()
        .put("HostIp", "")
        .put("HostPort", String.valueOf(spec.port()));
    host.putObject("RestartPolicy").put("Name", "unless-stopped");
    host.putArray("Binds")
        .add("%1$s:%1$s:ro".formatted(GatewaySpec.OWN_FOLDER))
        .add("%1$s:%1$s:ro".formatted(SOCKET));
    host.putArray("CapDrop").add("ALL");
    host.putArray("SecurityOpt").add("no-new-privileges");
    return body;
  }

  private static String label(TraefikContainer container, String key) {
    return container.inspect().path("Config").path("Labels").path(key).asText();
  }
}
