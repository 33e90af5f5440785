package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks for the store's leftovers to be deleted.
 *
 * @param dryRun only say what would be; so too when it is absent
 */
public record StorePrune(@Nullable Boolean dryRun) {}
