package com.wizardsofts.ollamaswarm.node.swarm;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Swarm as this node knows it.
 *
 * @param state {@code active}, {@code inactive}, {@code pending}, {@code error}, {@code locked}
 * @param nodeId blank outside a Swarm
 * @param nftables whether this node's Engine makes its firewall rules by nftables, which a Swarm
 *     cannot work with (moby#50467)
 * @param nodes all nodes; none when this node is no manager
 */
public record SwarmState(
    String state, boolean manager, String nodeId, boolean nftables, List<Node> nodes) {

  /**
   * The node with this id, which nodes outside a Swarm lack; nothing when it is none of this Swarm.
   */
  public Optional<Node> node(@Nullable String id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
  }
}
