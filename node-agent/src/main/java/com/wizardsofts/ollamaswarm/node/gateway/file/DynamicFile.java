package com.wizardsofts.ollamaswarm.node.gateway.file;

import com.wizardsofts.ollamaswarm.machine.Sha256;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import java.nio.file.Path;

/**
 * Our own dynamic file of Traefik, with the parts that labels cannot make: the transport, the
 * service and the refusal that the labels of the Ollama service name as {@code @file}.
 */
public final class DynamicFile {
  /** What the service's open router names, as Traefik calls it. */
  public static final String RETRY = "ollama-retry@file";

  private static final String NAME = "ollama-swarm.yml";
  private static final String HEADER =
      "# Ollama Swarm Agents: the way from Traefik to the replicas. Written by node-agent.\n";

  /** In a line of its own, so that older agents know the first one as theirs. */
  private static final String HASH = "# SHA-256 of the lines below: ";

  /** Decision 0012. */
  private static final String HELD =
      """

              # No replica answers 599. With a status here Traefik reads a request (up to 256 KiB) to
              # its end before it asks a replica; without, it may cut answers that begin at once.
              status: ["599"]
              retryNonIdempotentMethod: true
              maxRequestBodyBytes: 262144\
      """;

  private DynamicFile() {}

  /** Whether this text, ours or an older agent's, makes {@link #RETRY}. */
  public static boolean hasRetry(String text) {
    return text.contains(RETRY.replace("@file", ":"));
  }

  /** What it says for this Traefik. */
  public static String text(GatewaySpec spec, TraefikVersion traefik) {
    var provider = traefik.provider();
    var lines =
        """
        http:
          serversTransports:
            ollama:
              # None idle: an open connection of a replica is a request that runs.
              maxIdleConnsPerHost: -1
              forwardingTimeouts:
                dialTimeout: 500ms
                # A replica whose store is away never begins to answer.
                responseHeaderTimeout: %3$ds
          services:
            ollama:
              weighted:
                services:
                  # Who runs least is asked first, but a replica that was just killed runs nothing:
                  # asked in turn every other time, a retry always comes to another one.
                  - name: %1$s
                    weight: 1
                  - name: %4$s
                    weight: 1
          middlewares:
            ollama-retry:
              chain:
                middlewares: [ollama-same, ollama-most, ollama-again]
            # Traefik counts by something in the request, and a client may not choose what.
            ollama-same:
              headers:
                customRequestHeaders:
                  Ollama-Swarm-Gateway: "all"
            ollama-most:
              inFlightReq:
                amount: %6$d
                sourceCriterion:
                  requestHeaderName: Ollama-Swarm-Gateway
            ollama-again:
              retry:
                # Only what reached no replica is sent again, so many attempts do no harm; five were
                # too few while one of two replicas was dead.
                attempts: 20
                initialInterval: 100ms%5$s
            ollama-read-only:
              chain:
                middlewares: [ollama-remedy, ollama-nobody]
            ollama-remedy:
              headers:
                customResponseHeaders:
                  Ollama-Swarm-Remedy: "Models are changed on the model store's server only: by nfs-agent at %2$s"
            ollama-nobody:
              ipAllowList:
                sourceRange: ["255.255.255.255/32"]
        """
            .formatted(
                provider.qualified(spec.service()),
                spec.storeAgent(),
                spec.longestAnswer().toSeconds(),
                provider.qualified(spec.service() + "-in-turn"),
                traefik.holdsRequests() ? HELD : "",
                spec.mostRequests());
    return HEADER + hashed(lines);
  }

  private static String hashed(String lines) {
    return "%s%s\n%s".formatted(HASH, Sha256.hex(lines), lines);
  }

  /** Its place in the folder of dynamic files. */
  public static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  /** Whether a text found under our name was written by us. */
  public static boolean isOurs(String text) {
    return text.startsWith(HEADER);
  }

  /** Whether it is ours as some agent wrote it; an older agent's has no hash that could tell. */
  public static boolean isUnedited(String text) {
    if (!isOurs(text)) {
      return false;
    }
    var rest = text.substring(HEADER.length());
    return !rest.startsWith(HASH) || rest.equals(hashed(rest.substring(rest.indexOf('\n') + 1)));
  }
}
