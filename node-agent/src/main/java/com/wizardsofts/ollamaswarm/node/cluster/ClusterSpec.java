package com.wizardsofts.ollamaswarm.node.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The desired state of all servers, as {@code cluster.yaml} says it; each key is documented there.
 */
@RegisterForReflection
public record ClusterSpec(
    String lead,
    Map<String, Server> servers,
    Store store,
    List<String> models,
    Service service,
    Gateway gateway,
    Proof proof,
    List<String> phases) {
  /**
   * Models as Ollama lists them: with their tag, {@code latest} when it is left out, and without
   * the registry and namespace that are its defaults.
   */
  public ClusterSpec {
    models = models.stream().map(ClusterSpec::tagged).map(ClusterSpec::shown).distinct().toList();
  }

  private static String shown(String model) {
    return model.replaceFirst("^registry\\.ollama\\.ai/", "").replaceFirst("^library/", "");
  }

  private static String tagged(String model) {
    return model.substring(model.lastIndexOf('/') + 1).contains(":") ? model : model + ":latest";
  }

  public static final String NFS_AGENT = "nfs-agent";
  public static final String NODE_AGENT = "node-agent";

  /** One server. */
  @RegisterForReflection
  public record Server(String address, List<String> agents) {}

  /** The model store. */
  @RegisterForReflection
  public record Store(
      String path,
      String mountPoint,
      List<String> clients,
      List<String> options,
      String guideExport) {
    private static final List<String> GUIDE =
        List.of(
            "rw",
            "sync",
            "wdelay",
            "hide",
            "no_subtree_check",
            "sec=sys",
            "secure",
            "no_root_squash",
            "no_all_squash");

    /** The guide's own line takes the place of clients and options. */
    public Store {
      if (!guideExport.isEmpty()) {
        clients = List.of(guideExport);
        options = GUIDE;
      }
    }
  }

  /**
   * The Swarm service. A key that later versions brought is left out of its JSON where it has no
   * value: proofs are known by a hash of that, and those made before still count.
   */
  @RegisterForReflection
  public record Service(
      String name,
      String image,
      String network,
      Replicas replicas,
      String memory,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String reservation,
      double cpus,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> labels,
      int parallel,
      String keepAlive,
      int contextLength,
      int longestAnswerSeconds,
      int startSeconds) {

    /** In their own order, so that another one in the file is no other desired state. */
    public Service {
      labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    public long memoryBytes() {
      return bytes(memory);
    }

    /** What Swarm keeps free for each replica. */
    public long reservedBytes() {
      return reservation.isEmpty() ? memoryBytes() : bytes(reservation);
    }

    private static long bytes(String amount) {
      var unit = amount.substring(amount.length() - 1).toUpperCase(Locale.ROOT);
      var shift = " KMG".indexOf(unit) * 10;
      return Long.parseLong(amount.substring(0, amount.length() - 1)) << shift;
    }

    public Duration longestAnswer() {
      return Duration.ofSeconds(longestAnswerSeconds);
    }

    public Duration startLimit() {
      return Duration.ofSeconds(startSeconds);
    }
  }

  /** How many replicas, when. */
  @RegisterForReflection
  public record Replicas(int first, int proved, int last) {}

  /** Traefik. */
  @RegisterForReflection
  public record Gateway(
      String mode,
      String container,
      Path staticFile,
      String image,
      int port,
      int mostRequests,
      boolean acceptLostRouters) {
    private static final List<String> MODES = List.of("adopt", "managed");

    /** What is wrong with the mode, in words. */
    Optional<String> wrongMode() {
      return MODES.contains(mode)
          ? Optional.empty()
          : Optional.of("gateway.mode: %s is not one of %s".formatted(mode, MODES));
    }

    private boolean isManaged() {
      return mode.equals("managed");
    }
  }

  /** The bounds of the proofs. */
  @RegisterForReflection
  public record Proof(int requests, int smallestShare, int recoverySeconds, int answerSeconds) {
    public Duration recovery() {
      return Duration.ofSeconds(recoverySeconds);
    }

    public Duration answer() {
      return Duration.ofSeconds(answerSeconds);
    }
  }

  /** What the gateway is to be. */
  public GatewaySpec gatewaySpec() {
    return gatewaySpec(gateway);
  }

  /**
   * What the gateway is to be with another section of this file.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code bad-input} for a value
   *     outside its grammar
   */
  public GatewaySpec gatewaySpec(Gateway asked) {
    asked
        .wrongMode()
        .ifPresent(
            why -> {
              throw ProblemCode.BAD_INPUT.exception(why);
            });
    var adopted =
        new GatewaySpec(
            asked.container(),
            asked.staticFile(),
            asked.port(),
            service.network(),
            service.name(),
            storeAgent(),
            service.longestAnswer(),
            asked.mostRequests(),
            asked.acceptLostRouters());
    return asked.isManaged() ? adopted.managed(asked.image()) : adopted;
  }

  /** {@code host:port} of the store's nfs-agent. */
  public String storeAgent() {
    return nfsAgents().values().iterator().next();
  }

  /** The store's server by name, with the {@code host:port} of its nfs-agent. */
  Map<String, String> nfsAgents() {
    return agents(NFS_AGENT, 7480);
  }

  /** Address of the server that holds the store. */
  public String storeAddress() {
    return servers.values().stream()
        .filter(server -> server.agents().contains(NFS_AGENT))
        .map(Server::address)
        .findFirst()
        .orElseThrow();
  }

  /** Whom the store is exported to: those of the file, else every node. */
  public List<String> exportClients() {
    return store.clients().isEmpty()
        ? mountingAgents().keySet().stream().map(this::address).toList()
        : store.clients();
  }

  /** The nodes by name, each with the {@code host:port} of its node-agent. */
  public Map<String, String> nodeAgents() {
    return agents(NODE_AGENT, 7484);
  }

  /**
   * The nodes as {@link #nodeAgents} that have the store by a mount, not on a disk of their own.
   */
  public Map<String, String> mountingAgents() {
    var nodes = nodeAgents();
    nodeAgentOfStore().ifPresent(nodes.values()::remove);
    return nodes;
  }

  /** Where a node mounts the store; nothing on the store's own server, which has it on a disk. */
  public Optional<String> mountPoint(String node) {
    return Optional.of(store.mountPoint()).filter(_ -> mountingAgents().containsKey(node));
  }

  /** {@code host:port} of the node-agent on the store's server, when that is a node too. */
  public Optional<String> nodeAgentOfStore() {
    var agent = storeAddress() + ":7484";
    return Optional.of(agent).filter(nodeAgents()::containsValue);
  }

  /** The nodes as {@link #nodeAgents}, the lead's own first: the others are compared with it. */
  public Map<String, String> leadFirst() {
    var nodes = new java.util.LinkedHashMap<String, String>();
    nodes.put(lead, leadAgent());
    nodeAgents().forEach(nodes::putIfAbsent);
    return nodes;
  }

  /** {@code host:port} of the lead's own node-agent. */
  public String leadAgent() {
    return leadAddress() + ":7484";
  }

  /** Address of the lead's own server. */
  public String leadAddress() {
    return address(lead);
  }

  /** Address of a server that the file names. */
  public String address(String name) {
    var server = servers.get(name);
    if (server == null) {
      throw ProblemCode.BAD_INPUT.exception(
          name + " is not one of the servers " + servers.keySet());
    }
    return server.address();
  }

  private Map<String, String> agents(String agent, int port) {
    var found = new java.util.LinkedHashMap<String, String>();
    for (Entry<String, Server> server : servers.entrySet()) {
      if (server.getValue().agents().contains(agent)) {
        found.put(server.getKey(), server.getValue().address() + ":" + port);
      }
    }
    return found;
  }
}
