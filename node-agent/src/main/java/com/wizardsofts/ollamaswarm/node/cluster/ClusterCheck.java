package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.node.swarm.spec.OwnLabels;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the values of {@code cluster.yaml} before any of them touches a server. */
final class ClusterCheck {
  private static final Set<String> AGENTS = Set.of(ClusterSpec.NFS_AGENT, ClusterSpec.NODE_AGENT);
  private static final List<String> PHASES = List.of("store", "deploy", "prove", "settle");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");
  private static final Pattern HOST =
      Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?");
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern PATH = Pattern.compile("(/(?!\\.\\.?(/|$))[a-zA-Z0-9_.-]+)+");
  private static final Pattern NETWORK_OR_NONE = Pattern.compile("([0-9a-fA-F.:]+(/[0-9]{1,3})?)?");
  private static final Pattern MODEL =
      Pattern.compile(
          "[a-zA-Z0-9]([a-zA-Z0-9_./-]*[a-zA-Z0-9_])?(:[0-9]+/[a-zA-Z0-9_./-]+)?:[a-zA-Z0-9_][a-zA-Z0-9_.-]*");
  private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,8}[KMGkmg]");
  private static final Pattern MEMORY_OR_NONE = Pattern.compile("(%s)?".formatted(MEMORY));
  private static final Pattern KEEP_ALIVE = Pattern.compile("-?[0-9]+(s|m|h)?");

  private ClusterCheck() {}

  static ClusterSpec checked(ClusterSpec spec) {
    servers(spec);
    matches("store.path", spec.store().path(), PATH);
    matches("store.mountPoint", spec.store().mountPoint(), PATH);
    matches("store.guideExport", spec.store().guideExport(), NETWORK_OR_NONE);
    require(!spec.models().isEmpty(), "models: name at least one model");
    spec.models().forEach(model -> matches("models", model, MODEL));
    service(spec.service());
    gateway(spec.gateway());
    var proof = spec.proof();
    within("proof.requests", proof.requests(), 1, 10_000);
    within(
        "proof.smallestShare", proof.smallestShare(), 0, 100 / spec.service().replicas().proved());
    within("proof.recoverySeconds", proof.recoverySeconds(), 1, 86_400);
    within("proof.answerSeconds", proof.answerSeconds(), 1, 86_400);
    spec.phases()
        .forEach(
            phase ->
                require(
                    PHASES.contains(phase),
                    "phases: %s is not one of %s".formatted(phase, PHASES)));
    return spec;
  }

  private static void servers(ClusterSpec spec) {
    require(spec.servers() != null && !spec.servers().isEmpty(), "servers: name the servers");
    spec.servers()
        .forEach(
            (name, server) -> {
              matches("servers", name, NAME);
              matches("servers." + name + ".address", server.address(), HOST);
              require(
                  server.agents() != null && AGENTS.containsAll(server.agents()),
                  "servers.%s.agents: choose from %s".formatted(name, AGENTS));
              // Exports are made for addresses, and a Swarm's nodes know each other by them.
              require(
                  !server.agents().contains(ClusterSpec.NODE_AGENT)
                      || IPV4.matcher(server.address()).matches(),
                  "servers.%s.address: a node needs its IPv4 address here, not %s"
                      .formatted(name, server.address()));
            });
    var stores =
        spec.servers().values().stream()
            .filter(server -> server.agents().contains(ClusterSpec.NFS_AGENT))
            .count();
    require(stores == 1, "servers: exactly one server runs nfs-agent, the file names " + stores);
    require(
        spec.nodeAgentOfStore().isEmpty() || spec.store().mountPoint().equals(spec.store().path()),
        "store.mountPoint: the store's server is a node too, and has the store at store.path "
            + spec.store().path());
    require(
        spec.nodeAgents().containsKey(spec.lead()),
        "lead: %s is not one of the servers with node-agent %s"
            .formatted(spec.lead(), spec.nodeAgents().keySet()));
  }

  private static void service(ClusterSpec.Service service) {
    matches("service.name", service.name(), Names.SERVICE);
    matches("service.network", service.network(), NAME);
    matches("service.image", service.image(), Names.IMAGE);
    matches("service.memory", service.memory(), MEMORY);
    matches("service.reservation", service.reservation(), MEMORY_OR_NONE);
    require(
        service.reservedBytes() <= service.memoryBytes(),
        "service.reservation: %s is more than service.memory, %s"
            .formatted(service.reservation(), service.memory()));
    matches("service.keepAlive", service.keepAlive(), KEEP_ALIVE);
    require(
        service.cpus() >= 0 && service.cpus() <= 4096,
        "service.cpus: %s is not within 0 and 4096".formatted(service.cpus()));
    var _ = new OwnLabels(service.labels());
    within("service.parallel", service.parallel(), 1, 1024);
    within("service.contextLength", service.contextLength(), 1, 10_000_000);
    within("service.longestAnswerSeconds", service.longestAnswerSeconds(), 1, 86_400);
    within("service.startSeconds", service.startSeconds(), 1, 86_400);
    within("service.replicas.first", service.replicas().first(), 1, 100);
    within("service.replicas.proved", service.replicas().proved(), 2, 100);
    within("service.replicas.last", service.replicas().last(), 1, 100);
  }

  private static void gateway(ClusterSpec.Gateway gateway) {
    gateway
        .wrongMode()
        .ifPresent(
            why -> {
              throw ClusterFile.bad(why);
            });
    matches("gateway.image", gateway.image(), Names.IMAGE);
    matches("gateway.container", gateway.container(), NAME);
    matches("gateway.staticFile", gateway.staticFile().toString(), PATH);
    within("gateway.port", gateway.port(), 1, 65_535);
    within("gateway.mostRequests", gateway.mostRequests(), 1, 1_000_000);
  }

  private static void matches(String key, @Nullable String value, Pattern grammar) {
    require(
        value != null && grammar.matcher(value).matches(),
        "%s: %s is not allowed here".formatted(key, Objects.toString(value)));
  }

  private static void within(String key, int value, int least, int most) {
    require(
        value >= least && value <= most,
        "%s: %d is not within %d and %d".formatted(key, value, least, most));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw ClusterFile.bad(otherwise);
    }
  }
}
