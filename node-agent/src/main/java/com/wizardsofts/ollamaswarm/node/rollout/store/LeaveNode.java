package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes label and mount from a node that {@code cluster.yaml} does not name any more. Without the
 * label Swarm places the replicas elsewhere; the old ones end their answers before they go. Other
 * services of the node stay, and so does the node in its Swarm.
 */
public record LeaveNode(FormerNode node, Duration longestAnswer, Swarm swarm, AgentClients agents)
    implements Step {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What ties the node to the store.
   *
   * @param label empty when it has none
   * @param withdrawn the label that the lead keeps while the node's mount is not proved; likewise
   * @param source of the mount; empty when there is none
   */
  private record Tie(String label, String withdrawn, String source) {
    boolean isNone() {
      return label.isEmpty() && withdrawn.isEmpty() && source.isEmpty();
    }

    String text() {
      return JSON.createObjectNode()
          .put("label", label)
          .put("withdrawn", withdrawn)
          .put("source", source)
          .toString();
    }

    static Tie parse(String text) {
      try {
        var tree = JSON.readTree(text);
        return new Tie(
            tree.path("label").asText(),
            tree.path("withdrawn").asText(),
            tree.path("source").asText());
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("not written by LeaveNode: " + text, e);
      }
    }
  }

  @Override
  public String id() {
    return "store.leave." + node.name();
  }

  @Override
  public String title() {
    return "Leave %s, which cluster.yaml does not name any more".formatted(node.name());
  }

  @Override
  public Observation observe() {
    try {
      var mounted = agents.node(node.agent(), a -> a.mount(node.mountPoint())).source();
      var labels = inSwarm().map(Node::labels).orElse(Map.of());
      var tie =
          new Tie(
              labels.getOrDefault(Node.STORE_LABEL, ""),
              labels.getOrDefault(Node.WITHDRAWN_LABEL, ""),
              Objects.requireNonNullElse(mounted, ""));
      return tie.isNone()
          ? new Observation.AsPlanned("no label, nothing mounted at " + node.mountPoint())
          : new Observation.Differs(
              "label %s, mounted %s"
                  .formatted(word(tie.label() + tie.withdrawn()), word(tie.source())),
              "no label, nothing mounted at " + node.mountPoint(),
              tie.text());
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.AGENT_UNREACHABLE)) {
        throw e;
      }
      return away(e);
    }
  }

  private static String word(String value) {
    return value.isEmpty() ? "(none)" : value;
  }

  /** A server that is gone for good has left the Swarm too, and is no obstacle. */
  private Observation away(ProblemException e) {
    return byAddress().isEmpty()
        ? new Observation.AsPlanned("its agent does not answer, and the Swarm does not have it")
        : new Observation.Blocked(
            e.problem()
                .withRemedy(
                    "Start the node-agent of %s; if that server is gone for good: docker node rm --force %s"
                        .formatted(node.name(), byAddress().get().hostname())));
  }

  @Override
  public void apply() {
    inSwarm()
        .ifPresent(
            n -> {
              swarm.unlabel(n.id(), Node.STORE_LABEL);
              swarm.unlabel(n.id(), Node.WITHDRAWN_LABEL);
            });
    new Unmounting(node.agent(), node.mountPoint(), longestAnswer, agents).run();
  }

  @Override
  public Optional<String> interruption() {
    return Optional.of(
        "replicas on %s finish their answers there and begin on other nodes"
            .formatted(node.name()));
  }

  @Override
  public void undo(String before) {
    var tie = Tie.parse(before);
    MountStore.spec(tie.source(), node.mountPoint())
        .ifPresent(mount -> agents.node(node.agent(), a -> a.putMount(mount)));
    label(Node.STORE_LABEL, tie.label());
    label(Node.WITHDRAWN_LABEL, tie.withdrawn());
  }

  private void label(String key, String value) {
    if (!value.isEmpty()) {
      inSwarm().ifPresent(n -> swarm.label(n.id(), key, value));
    }
  }

  private Optional<Node> inSwarm() {
    var id = agents.node(node.agent(), NodeAgentApi::status).swarmNodeId();
    return swarm.state().nodes().stream().filter(n -> n.id().equals(id)).findFirst();
  }

  private Optional<Node> byAddress() {
    return swarm.state().nodes().stream().filter(n -> n.agent().equals(node.agent())).findFirst();
  }
}
