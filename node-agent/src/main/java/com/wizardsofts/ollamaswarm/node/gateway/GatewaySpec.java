package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the gateway is to be.
 *
 * @param container name of Traefik's container
 * @param staticFile its static configuration on this server, an absolute path
 * @param port the port that clients of Ollama use
 * @param network the overlay network of the Ollama service
 * @param service name of the Ollama service
 * @param storeAgent {@code host:port} of the nfs-agent that alone changes models
 * @param entryPoint name of the entry point when the static file has none for the port yet
 * @param longestAnswer after which a request that got no answer at all is ended; zero for never
 * @param mostRequests that run or wait at the same time; more are answered 429
 * @param acceptLostRouters whether the routers of containers may go, where Traefik 2 cannot read
 *     both containers and services
 * @param ownImage image of a Traefik of our own; nothing when the operator's is adopted
 * @param instead what would be adopted in the place of our own; nothing when that is so
 */
public record GatewaySpec(
    String container,
    Path staticFile,
    int port,
    String network,
    String service,
    String storeAgent,
    String entryPoint,
    Duration longestAnswer,
    int mostRequests,
    boolean acceptLostRouters,
    Optional<String> ownImage,
    Optional<GatewaySpec> instead) {
  /** Name of the container of a Traefik of our own. */
  public static final String OWN_CONTAINER = "ollama-swarm-gateway";

  /** The folder of its files and of nothing else. */
  public static final Path OWN_FOLDER = Path.of("/etc/ollama-swarm/managed");

  public static final Path OWN_STATIC_FILE = OWN_FOLDER.resolve("traefik.yml");

  private static final Duration AFTER_THE_ANSWERS = Duration.ofSeconds(10);

  /** Longest that a Traefik of our own has to end: Docker's answer is waited for 20 min. */
  public static final Duration LONGEST_STOP = Duration.ofMinutes(15);

  /** Likewise of an operator's, which takes no requests of others meanwhile. */
  private static final Duration LONGEST_STOP_OF_ADOPTED = Duration.ofSeconds(30);

  private static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]*";

  /**
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code bad-input} for a value
   *     outside its grammar
   */
  public GatewaySpec {
    require(container.matches(NAME), "container", container);
    require(staticFile.isAbsolute(), "staticFile", staticFile);
    require(port > 0 && port < 65_536, "port", port);
    require(network.matches(NAME), "network", network);
    require(service.matches(NAME), "service", service);
    require(storeAgent.matches("[a-zA-Z0-9.:\\[\\]-]+"), "storeAgent", storeAgent);
    require(entryPoint.matches("[a-zA-Z0-9][a-zA-Z0-9_-]*"), "entryPoint", entryPoint);
    require(mostRequests > 0, "mostRequests", mostRequests);
    ownImage.ifPresent(image -> Names.check("gateway.image", Names.IMAGE, image));
    staticFile = staticFile.normalize();
  }

  /** The operator's Traefik, with the entry point's default name, {@code ollama}. */
  public GatewaySpec(
      String container,
      Path staticFile,
      int port,
      String network,
      String service,
      String storeAgent,
      Duration longestAnswer,
      int mostRequests,
      boolean acceptLostRouters) {
    this(
        container,
        staticFile,
        port,
        network,
        service,
        storeAgent,
        "ollama",
        longestAnswer,
        mostRequests,
        acceptLostRouters,
        Optional.empty(),
        Optional.empty());
  }

  /** The same by a Traefik of our own from this image, whatever Traefik the operator has. */
  public GatewaySpec managed(String image) {
    require(port != 8080, "port, which our own Traefik needs for its API", port);
    return new GatewaySpec(
        OWN_CONTAINER,
        OWN_STATIC_FILE,
        port,
        network,
        service,
        storeAgent,
        entryPoint,
        longestAnswer,
        mostRequests,
        false,
        Optional.of(image),
        Optional.of(this));
  }

  /**
   * After which Docker kills a Traefik that we have told to end: in one of our own the longest
   * answer has ended by then, in an adopted one most have.
   */
  public Duration stopTime() {
    var answers = longestAnswer.plus(AFTER_THE_ANSWERS);
    var most = isManaged() ? LONGEST_STOP : LONGEST_STOP_OF_ADOPTED;
    return answers.compareTo(most) < 0 ? answers : most;
  }

  /** Whether Traefik is our own. */
  public boolean isManaged() {
    return ownImage.isPresent();
  }

  private static void require(boolean holds, String key, Object value) {
    if (!holds) {
      throw ProblemCode.BAD_INPUT.exception("gateway.%s: '%s'".formatted(key, value));
    }
  }
}
