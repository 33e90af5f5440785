package com.wizardsofts.ollamaswarm.node.gateway;

import java.util.List;

/**
 * A router as Traefik has it.
 *
 * @param protocol {@code http}, {@code tcp} or {@code udp}
 * @param name with its provider, such as {@code whoami@docker}
 * @param entryPoints the doors that lead to it
 */
record Router(
    String protocol, String name, String service, boolean enabled, List<String> entryPoints) {

  boolean internal() {
    return name.endsWith("@internal");
  }

  /** Made from the labels of our service. */
  boolean ours() {
    return name.matches("ollama.*@swarm");
  }

  /** The name for people; it is unique only within its protocol. */
  String title() {
    return protocol.equals("http") ? name : protocol + " " + name;
  }
}
