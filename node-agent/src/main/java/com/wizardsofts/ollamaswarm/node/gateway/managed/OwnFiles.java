package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.file.DynamicFile;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import java.nio.file.Path;

/**
 * The two files of our own Traefik, in a folder that nothing else uses. The static one says what is
 * put into an adopted one, and nothing more is served than Ollama.
 */
final class OwnFiles {
  /** Traefik's own port for its API; it is not published. */
  static final int API_PORT = 8080;

  /** The oldest that takes all that these files say. */
  static final TraefikVersion OLDEST = new TraefikVersion("3.7.6");

  private static final Path DYNAMIC_FOLDER = GatewaySpec.OWN_FOLDER.resolve("dynamic");
  static final Path DYNAMIC = DynamicFile.in(DYNAMIC_FOLDER);

  private OwnFiles() {}

  static String staticText(GatewaySpec spec) {
    return """
    # Ollama Swarm Agents: our own Traefik. Written by node-agent, and written again when it differs.
    global:
      checkNewVersion: false
      sendAnonymousUsage: false
    api:
      insecure: true
    entryPoints:
      %1$s:
        address: ":%2$d"
        transport:
          respondingTimeouts:
            readTimeout: 0
          lifeCycle:
            # How long a stop waits is said with each: docker stop --time.
            graceTimeOut: 24h
    providers:
      swarm:
        endpoint: "unix:///var/run/docker.sock"
        exposedByDefault: false
        refreshSeconds: 1
        # Services of others are their Traefik's business.
        constraints: "Label(`traefik.http.routers.%3$s.entrypoints`, `%1$s`)"
      file:
        directory: %4$s
    """
        .formatted(spec.entryPoint(), spec.port(), spec.service(), DYNAMIC_FOLDER);
  }

  static String dynamicText(GatewaySpec spec) {
    return DynamicFile.text(spec, OLDEST);
  }
}
