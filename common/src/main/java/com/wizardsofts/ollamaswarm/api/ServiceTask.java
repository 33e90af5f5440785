package com.wizardsofts.ollamaswarm.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One task of the service; a running one is a replica.
 *
 * @param node host name; absent while no node suits it
 * @param state Swarm's word: {@code pending}, {@code preparing}, {@code starting} (not healthy
 *     yet), {@code running}, {@code shutdown}, {@code failed}, {@code rejected} …
 * @param desired what Swarm wants of it: {@code running}, {@code shutdown}, {@code remove}
 * @param since when it came into this state
 * @param restarts tasks of the same slot that failed before it, of those that Swarm still knows
 * @param reason why it could not go on, in plain words
 * @param error the same in Swarm's own words
 */
public record ServiceTask(
    String id,
    int slot,
    @Nullable String node,
    String state,
    String desired,
    Instant since,
    String image,
    int restarts,
    @Nullable String reason,
    @Nullable String error) {}
