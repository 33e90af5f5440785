package com.wizardsofts.ollamaswarm.node.cluster.label;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The nodes that have lost their label, as a manager sees them. */
@ApplicationScoped
public class LabelCheck implements Check {
  private final Swarm swarm;

  public LabelCheck(Swarm swarm) {
    this.swarm = swarm;
  }

  @Override
  public String subject() {
    return "the nodes' labels";
  }

  @Override
  public List<Finding> look() {
    return swarm.state().nodes().stream()
        .filter(Node::isWithdrawn)
        .map(node -> FindingCode.NODE_WITHDRAWN.finding(text(node)).about(List.of(node.hostname())))
        .toList();
  }

  private static String text(Node node) {
    return "%s: its mount was not proved any more, while other nodes read the store"
        .formatted(node.hostname());
  }
}
