package com.wizardsofts.ollamaswarm.node.rollout.store;

/**
 * A node that an earlier rollout set up.
 *
 * @param agent {@code host:port} of its node-agent
 * @param mountPoint where it was told to mount the store
 */
public record FormerNode(String name, String agent, String mountPoint) {}
