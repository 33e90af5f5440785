package com.wizardsofts.ollamaswarm.api;

/**
 * Asks the lead for a rollout of its {@code cluster.yaml}.
 *
 * @param prove repeat the proofs although the journal holds them for the same desired state
 */
public record RolloutRequest(boolean prove) {}
