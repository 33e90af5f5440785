package com.wizardsofts.ollamaswarm.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server as its agent sees it.
 *
 * @param dockerVersion absent when its Engine does not answer
 * @param swarm Swarm's word for this node: {@code active}, {@code inactive}, {@code pending},
 *     {@code error}, {@code locked}; {@code unknown} when its Engine does not answer
 * @param swarmNodeId absent outside a Swarm
 * @param clock the server's time when it answered
 */
public record ServerStatus(
    String agent,
    String version,
    String host,
    @Nullable String dockerVersion,
    String swarm,
    @Nullable String swarmNodeId,
    boolean manager,
    Instant clock) {}
