package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the lead to put back what a rollout changed.
 *
 * @param to the last phase that stays as the rollout left it: {@code store}, {@code deploy} or
 *     {@code prove}; absent when none does
 * @param singleContainer whether one Ollama container serves the port afterwards, as the guide's
 *     rollback ends, where none does by then; only with {@code store}, which it reads
 * @param without servers that are gone for good: what only their agents could put back stays
 */
public record RollbackRequest(
    @Nullable String to,
    boolean singleContainer,
    // An older lead knows no such key.
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> without) {

  public RollbackRequest(@Nullable String to, boolean singleContainer) {
    this(to, singleContainer, null);
  }
}
