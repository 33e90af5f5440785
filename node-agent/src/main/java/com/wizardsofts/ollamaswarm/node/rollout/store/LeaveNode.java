package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.node.rollout.drain.NodeTie;
import com.wizardsofts.ollamaswarm.node.rollout.drain.OtherNodes;
import com.wizardsofts.ollamaswarm.node.rollout.drain.TiedNode;
import com.wizardsofts.ollamaswarm.node.rollout.drain.Unmounting;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Optional;

/**
 * Takes label and mount from a node that {@code cluster.yaml} does not name any more. Without the
 * label Swarm places the replicas elsewhere; the old ones end their answers before they go. Other
 * services of the node stay, and so does the node in its Swarm.
 */
public record LeaveNode(
    FormerNode node, Unmounting unmounting, OtherNodes others, Swarm swarm, AgentClients agents)
    implements Step {

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
      var tie = tied().tie();
      if (tie.isNone()) {
        return new Observation.AsPlanned(wanted());
      }
      return tied()
          .edited()
          .<Observation>map(Observation.Blocked::new)
          .orElseGet(
              () ->
                  new Observation.Differs(
                          "label %s, mounted %s"
                              .formatted(word(tie.label() + tie.withdrawn()), word(tie.source())),
                          wanted(),
                          tie.text())
                      .takingAway(true));
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.AGENT_UNREACHABLE)) {
        throw e;
      }
      return away(e);
    }
  }

  private String wanted() {
    return node.mountPoint()
        .map(at -> "no label, nothing mounted at " + at)
        .orElse("no label; its store stays");
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
    tied().loosen();
  }

  @Override
  public Optional<String> interruption() {
    return Optional.of(
        "replicas on %s finish their answers there and begin on other nodes"
            .formatted(node.name()));
  }

  @Override
  public void undo(String before) {
    tied().tie(NodeTie.parse(before));
  }

  @Override
  public Optional<String> server() {
    return Optional.of(node.name());
  }

  @Override
  public Optional<String> remains() {
    return Optional.of(
        "the node-agent of %s, which a rollback needs to give the node back what it had"
            .formatted(node.name()));
  }

  private TiedNode tied() {
    return new TiedNode(node.agent(), node.mountPoint(), unmounting, others, swarm, agents);
  }

  private Optional<Node> byAddress() {
    return swarm.state().nodes().stream().filter(n -> n.agent().equals(node.agent())).findFirst();
  }
}
