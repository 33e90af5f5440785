package com.wizardsofts.ollamaswarm.api;

import java.util.List;

/**
 * What the service's replicas take now, over all nodes.
 *
 * @param missing nodes that run replicas but could not be asked, each with the reason
 */
public record ServiceStats(List<ReplicaStats> replicas, List<String> missing) {}
