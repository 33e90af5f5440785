package com.wizardsofts.ollamaswarm.node.rollout.store;

import java.util.Optional;

/**
 * A node that an earlier rollout set up.
 *
 * @param agent {@code host:port} of its node-agent
 * @param mountPoint where it was told to mount the store; nothing on the store's own server
 */
public record FormerNode(String name, String agent, Optional<String> mountPoint) {}
