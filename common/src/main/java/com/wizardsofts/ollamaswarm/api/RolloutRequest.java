package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks the lead for a rollout of its {@code cluster.yaml}.
 *
 * @param prove repeat the proofs although the journal holds them for the same desired state
 * @param dryRun only answer the {@link RolloutPlan}; nothing is changed
 * @param plan run only when everything is still as it was seen for the plan with this hash
 */
public record RolloutRequest(boolean prove, boolean dryRun, @Nullable String plan) {}
