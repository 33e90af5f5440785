package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The order to make a container that is all our own.
 *
 * @param body of {@code POST /containers/create}
 * @param networks that it is attached to beside the one in the body
 */
public record OwnContainer(JsonNode body, List<String> networks) {

  /** The order that makes one as this is. */
  public static OwnContainer like(TraefikContainer container) {
    var copy = ContainerCopy.of(container.inspect());
    return new OwnContainer(copy.body(), new ArrayList<>(copy.otherNetworks().keySet()));
  }

  /** Creates and starts it. */
  public void make(Containers containers, String name) {
    var id = containers.create(name, body);
    networks.forEach(
        network -> containers.connect(network, id, JsonNodeFactory.instance.objectNode()));
    containers.start(id);
  }

  /** Stops a container and removes it; the requests that it serves have so long to end. */
  public static void remove(Containers containers, TraefikContainer container, Duration time) {
    containers.stop(container.id(), time);
    containers.remove(container.id());
  }
}
