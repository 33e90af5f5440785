package com.wizardsofts.ollamaswarm.api;

/**
 * What a replica takes now.
 *
 * @param task Swarm's identifier of it
 * @param node host name of the node that measured it
 * @param cpuPercent over the last second; 100 is one processor
 * @param memoryBytes in use, without what the kernel could drop from its cache
 * @param memoryLimitBytes the node's memory where the replica has no limit
 * @param runningRequests connections on which it is answering
 */
public record ReplicaStats(
    String task,
    String node,
    double cpuPercent,
    long memoryBytes,
    long memoryLimitBytes,
    int runningRequests) {}
