package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Labels a node whose mount is proved: the service's replicas are placed by that label only. */
public record LabelNode(
    String node,
    String agent,
    OtherNodes others,
    StoreFacts store,
    Swarm swarm,
    AgentClients agents)
    implements Step {
  public static final String LABEL = Node.STORE_LABEL;

  /** Before the store of a node whose label was withdrawn; no label's value has such a sign. */
  private static final String WITHDRAWN = Node.WITHDRAWN_LABEL + "=";

  /** The Swarm's id of the node, before the rest: its agent may be gone when that is undone. */
  private static final Pattern OF_NODE = Pattern.compile("node=(\\S+) (.*)");

  @Override
  public String id() {
    return "store.label." + node;
  }

  @Override
  public String title() {
    return "Label %s as a node that has the store".formatted(node);
  }

  @Override
  public Observation observe() {
    var found = inSwarm();
    if (found.isEmpty()) {
      return new Observation.Blocked(
          ProblemCode.BAD_INPUT
              .problem(node + " is not a node of the lead's Swarm")
              .withRemedy(
                  "On the lead: docker swarm join-token worker; run the command that it prints on "
                      + node));
    }
    var label = found.get().labels().get(LABEL);
    return Objects.equals(label, store.id())
        ? new Observation.AsPlanned("%s=%s on %s".formatted(LABEL, label, found.get().hostname()))
        : new Observation.Differs(
                found.get().isWithdrawn()
                    ? label(found.get())
                    : "%s=%s".formatted(LABEL, Objects.requireNonNullElse(label, "(none)")),
                "%s=%s".formatted(LABEL, store.id()),
                "node=%s %s".formatted(found.get().id(), label(found.get())))
            .making(label == null);
  }

  @Override
  public void apply() {
    swarm.label(inSwarm().orElseThrow().id(), LABEL, store.id());
  }

  @Override
  public Optional<String> server() {
    return Optional.of(node);
  }

  @Override
  public Optional<String> undoInterruption(String before) {
    var told = OF_NODE.matcher(before);
    var label = told.matches() ? told.group(2) : before;
    return Optional.of(
            "replicas that %s still has then finish their answers there, and begin where another node has the store"
                .formatted(node))
        .filter(_ -> label.isEmpty() || label.startsWith(WITHDRAWN));
  }

  private static String label(Node node) {
    return node.isWithdrawn() ? WITHDRAWN + node.storeId() : node.storeId();
  }

  /**
   * A label that was not there goes once a replica answers on another node. One that was withdrawn
   * is withdrawn again: the lead gives it back with the proof. Older journals do not tell the
   * node's id.
   */
  @Override
  public void undo(String before) {
    var told = OF_NODE.matcher(before);
    if (told.matches()) {
      swarm.state().node(told.group(1)).ifPresent(found -> undo(found, told.group(2)));
    } else {
      inSwarm().ifPresent(found -> undo(found, before));
    }
  }

  private void undo(Node found, String before) {
    if (before.isEmpty()) {
      others.answerInsteadOf(found, swarm);
      swarm.unlabel(found.id(), LABEL);
      swarm.unlabel(found.id(), Node.WITHDRAWN_LABEL);
    } else if (before.startsWith(WITHDRAWN)) {
      others.answerInsteadOf(found, swarm);
      var former = before.substring(WITHDRAWN.length());
      swarm.label(found.id(), Node.WITHDRAWN_LABEL, former);
      swarm.unlabel(found.id(), LABEL);
    } else {
      swarm.label(found.id(), LABEL, before);
    }
  }

  private Optional<Node> inSwarm() {
    return swarm.state().node(agents.node(agent, NodeAgentApi::status).swarmNodeId());
  }
}
