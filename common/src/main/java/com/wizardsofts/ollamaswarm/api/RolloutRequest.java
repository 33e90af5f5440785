package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the lead for a rollout of its {@code cluster.yaml}.
 *
 * @param prove repeat the proofs although the journal holds them for the same desired state
 * @param dryRun only answer the {@link RolloutPlan}; nothing is changed
 * @param plan run only when everything is still as it was seen for the plan with this hash
 * @param fix codes of findings: only the steps that mend these; absent for the whole rollout
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutRequest(
    boolean prove, boolean dryRun, @Nullable String plan, @Nullable List<String> fix) {

  /** Asks what a rollout would do. */
  public static RolloutRequest dry(boolean prove, @Nullable List<String> fix) {
    return new RolloutRequest(prove, true, null, fix);
  }

  /** Orders what was only asked for, as the plan with this hash has it. */
  public RolloutRequest performing(String hash) {
    return new RolloutRequest(prove, false, hash, fix);
  }
}
