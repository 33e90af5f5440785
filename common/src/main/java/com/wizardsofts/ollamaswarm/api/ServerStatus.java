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
 * @param since when this agent began to count its changes; absent when it does not
 * @param changes orders of the lead that it carried out, files that it wrote or deleted, Docker
 *     requests that change something; its own state is none of them
 */
public record ServerStatus(
    String agent,
    String version,
    String host,
    @Nullable String dockerVersion,
    String swarm,
    @Nullable String swarmNodeId,
    boolean manager,
    Instant clock,
    @Nullable Instant since,
    long changes) {}
