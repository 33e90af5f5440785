package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The order to make a container that is all our own.
 *
 * @param body of {@code POST /containers/create}
 * @param networks that it is attached to beside the one in the body
 */
public record OwnContainer(JsonNode body, List<String> networks) {
  private static final Logger LOG = Logger.getLogger(OwnContainer.class);

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
    stop(containers, container, time);
    containers.remove(container.id());
  }

  /**
   * Stops a container; the requests that it serves have so long to end.
   *
   * <p>One that Docker could not start, as at a boot before the Swarm's network was there, is
   * attached to that network all the same, and Docker forgets to give the place back: the network
   * could not be removed before Docker is restarted (moby/moby#31068). A start takes the same
   * place, and its end gives it back.
   */
  static void stop(Containers containers, TraefikContainer container, Duration time) {
    if (container.startFailed()) {
      startOnce(containers, container);
    }
    containers.stop(container.id(), time);
  }

  private static void startOnce(Containers containers, TraefikContainer container) {
    try {
      containers.start(container.id());
    } catch (ProblemException e) {
      // Docker says not found of a network that is gone, too.
      if (!e.problem().is(ProblemCode.DOCKER_REFUSED) && !e.problem().is(ProblemCode.NOT_FOUND)) {
        throw e;
      }
      LOG.warnf("%s is removed without another start: %s", container.name(), e.problem().text());
    }
  }
}
