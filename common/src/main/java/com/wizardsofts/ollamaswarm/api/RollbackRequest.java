package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * Asks the lead to put back what a rollout changed.
 *
 * @param to the last phase that stays as the rollout left it: {@code store}, {@code deploy} or
 *     {@code prove}; absent when none does
 */
public record RollbackRequest(@Nullable String to) {}
