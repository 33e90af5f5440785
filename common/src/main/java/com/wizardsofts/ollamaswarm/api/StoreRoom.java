package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Whether models fit on the store's disk, together and beside the pulls that run.
 *
 * @param bytesToCome what the store lacks of them, as far as their registries tell it at once
 * @param refusal {@code store.full}; absent when they fit
 */
public record StoreRoom(long bytesToCome, long freeBytes, @Nullable Problem refusal) {}
