package com.wizardsofts.ollamaswarm.node.gateway;

import java.nio.file.Path;

/**
 * Our own dynamic file of Traefik: the transport that the service's label names as {@code
 * ollama@file}.
 */
final class DynamicFile {
  private static final String NAME = "ollama-swarm.yml";
  private static final String HEADER =
      "# Ollama Swarm Agents: the way from Traefik to the replicas. Written by node-agent.\n";

  static final String TEXT =
      HEADER
          + """
          http:
            serversTransports:
              ollama:
                # None idle: an open connection of a replica is a request that runs.
                maxIdleConnsPerHost: -1
                forwardingTimeouts:
                  dialTimeout: 500ms
                  responseHeaderTimeout: 0s
          """;

  private DynamicFile() {}

  static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  /** Whether a text found under our name was written by us. */
  static boolean isOurs(String text) {
    return text.startsWith(HEADER);
  }
}
