package com.wizardsofts.ollamaswarm.node.swarm;

import java.util.List;

/**
 * The Swarm as this node knows it.
 *
 * @param state {@code active}, {@code inactive}, {@code pending}, {@code error}, {@code locked}
 * @param nodeId blank outside a Swarm
 * @param nodes all nodes; none when this node is no manager
 */
public record SwarmState(String state, boolean manager, String nodeId, List<Node> nodes) {}
