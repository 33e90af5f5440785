package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import com.wizardsofts.ollamaswarm.node.swarm.spec.GatewayLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.List;
import java.util.stream.Stream;

/**
 * A router as Traefik has it.
 *
 * @param protocol {@code http}, {@code tcp} or {@code udp}
 * @param name with its provider, such as {@code whoami@docker}
 * @param entryPoints the doors that lead to it
 * @param middlewares what its requests pass through
 */
record Router(
    String protocol,
    String name,
    String service,
    boolean enabled,
    List<String> entryPoints,
    List<String> middlewares) {

  boolean internal() {
    return name.endsWith("@internal");
  }

  /** Made from the labels of our service, whatever it is called: they all lead to one place. */
  boolean ours(SwarmProvider provider) {
    return service.equals(GatewayLabels.OUR_SERVICE) && name.endsWith(provider.qualified(""));
  }

  /** Whether it lives by what a container's labels say. */
  boolean needsContainers() {
    return Stream.concat(Stream.of(name, service), middlewares.stream())
        .anyMatch(part -> part.endsWith("@docker"));
  }

  /** The name for people; it is unique only within its protocol. */
  String title() {
    return protocol.equals("http") ? name : protocol + " " + name;
  }
}
