package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.api.Told;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * On the lead: whether what the servers tell agrees with {@code cluster.yaml} and with each other.
 * An agent that does not answer is a finding by itself, not one for each thing asked of it.
 */
@ApplicationScoped
public class AgreementCheck implements Check {
  /** Certificates and journals bear less; asking everybody takes up to three. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(30);

  private final ClusterFile file;
  private final ClusterStatus status;
  private final Swarm swarm;

  public AgreementCheck(ClusterFile file, ClusterStatus status, Swarm swarm) {
    this.file = file;
    this.status = status;
    this.swarm = swarm;
  }

  @Override
  public String subject() {
    return "what the servers tell";
  }

  @Override
  public List<Finding> look() {
    return file.usable().map(this::findings).orElse(List.of());
  }

  private List<Finding> findings(ClusterSpec spec) {
    var state = status.now();
    var agents = state.agents();
    return Stream.of(
            agents.stream().flatMap(agent -> skew(agent, state)),
            agents.stream().flatMap(agent -> missing(spec.models(), agent)),
            otherStores(agents),
            unlabelled(agents, spec.nodeAgentOfStore()))
        .flatMap(found -> found)
        .toList();
  }

  private static Stream<Finding> skew(AgentState agent, ClusterState state) {
    return told(agent.status())
        .map(server -> Duration.between(state.at(), server.clock()))
        .filter(skew -> skew.abs().compareTo(MOST_SKEW) > 0)
        .map(
            skew ->
                FindingCode.CLOCK_SKEW.finding(
                    "the clock of %s is %d s from the lead's"
                        .formatted(agent.server(), skew.toSeconds())));
  }

  private static Stream<Finding> missing(List<String> wanted, AgentState agent) {
    return told(agent.models())
        .map(models -> models.stream().map(Model::name).toList())
        .flatMap(there -> wanted.stream().filter(model -> !there.contains(model)))
        .map(
            model ->
                FindingCode.MODEL_MISSING
                    .finding("%s is not in the store of %s".formatted(model, agent.server()))
                    .withRemedy("ollama-swarm models pull " + model));
  }

  /** Only the store's own agent knows which store is meant; a mount proves that there is one. */
  private static Stream<Finding> otherStores(List<AgentState> agents) {
    return agents.stream()
        .flatMap(agent -> told(agent.store()))
        .flatMap(
            store ->
                agents.stream()
                    .flatMap(agent -> told(agent.mount()).flatMap(m -> other(agent, m, store))));
  }

  private static Stream<Finding> other(AgentState agent, MountState mount, StoreState store) {
    var id = mount.storeId();
    return id == null || id.equals(store.id())
        ? Stream.empty()
        : Stream.of(
            FindingCode.MOUNT_OTHER_STORE
                .finding(
                    "%s: %s from %s is the store %s, not %s"
                        .formatted(
                            agent.server(), mount.mountPoint(), mount.source(), id, store.id()))
                .about(List.of(agent.server())));
  }

  private Stream<Finding> unlabelled(List<AgentState> agents, Optional<String> ofStore) {
    var nodes = swarm.state().nodes();
    var bare =
        nodes.stream()
            .filter(node -> node.storeId().isEmpty())
            .collect(Collectors.toMap(Node::id, Node::hostname));
    // A mount of ours tells that a rollout was there, on the store's own server the others' labels.
    var rolledOut = nodes.stream().anyMatch(Node::isLabelled);
    return Stream.concat(
            bare(bare, agents.stream().filter(AgreementCheck::readsStore))
                .map(node -> node + " reads the store through a mount of ours"),
            bare(bare, agents.stream().filter(agent -> rolledOut && isAt(ofStore, agent)))
                .map(node -> node + " has the store on its own disk"))
        .map(FindingCode.NODE_UNLABELLED::finding);
  }

  private static Stream<String> bare(Map<String, String> bare, Stream<AgentState> agents) {
    return agents
        .flatMap(agent -> told(agent.status()))
        .flatMap(server -> Stream.ofNullable(bare.get(String.valueOf(server.swarmNodeId()))));
  }

  private static boolean isAt(Optional<String> address, AgentState agent) {
    return address.filter(agent.address()::equals).isPresent();
  }

  private static boolean readsStore(AgentState agent) {
    return told(agent.mount()).anyMatch(mount -> mount.ours() && mount.storeId() != null);
  }

  private static <T> Stream<T> told(@Nullable Told<T> told) {
    return told == null || told.problem() != null
        ? Stream.empty()
        : Stream.ofNullable(told.value());
  }
}
