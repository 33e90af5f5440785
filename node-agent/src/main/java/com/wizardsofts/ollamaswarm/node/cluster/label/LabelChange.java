package com.wizardsofts.ollamaswarm.node.cluster.label;

import com.wizardsofts.ollamaswarm.node.swarm.Node;

/**
 * A node whose label is no longer true.
 *
 * @param from the label that it has
 * @param to the label that it shall have instead, with the same value
 */
record LabelChange(Node node, String from, String to) {
  static LabelChange withdrawn(Node node) {
    return new LabelChange(node, Node.STORE_LABEL, Node.WITHDRAWN_LABEL);
  }

  static LabelChange returned(Node node) {
    return new LabelChange(node, Node.WITHDRAWN_LABEL, Node.STORE_LABEL);
  }
}
