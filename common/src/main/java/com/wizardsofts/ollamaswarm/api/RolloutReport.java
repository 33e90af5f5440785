package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout amounts to.
 *
 * @param criteria the guide's success criteria, in its order
 * @param comparison the guide's table "before and after", with what was measured
 * @param figures what the proofs measured, by step and name; a proof of an earlier rollout of the
 *     same desired state counts
 * @param changes what the agents of each server changed meanwhile, as {@link ServerStatus} counts
 *     it; a server is missing when that is not known
 */
@RegisterForReflection
public record RolloutReport(
    RolloutState rollout,
    List<CriterionState> criteria,
    List<Aspect> comparison,
    Map<String, Map<String, Double>> figures,
    Map<String, Long> changes) {

  public RolloutReport {
    // Absent when an older lead made it.
    changes = changes == null ? Map.of() : new TreeMap<>(changes);
  }

  /**
   * One success criterion.
   *
   * @param evidence the steps that show it, each with what was seen
   */
  @RegisterForReflection
  public record CriterionState(String text, boolean met, List<StepState> evidence) {}

  /**
   * One line of the table.
   *
   * @param before with the single instance, in the guide's words
   * @param expected with the Swarm, in the guide's words
   * @param measured absent when no proof was made
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Aspect(String name, String before, String expected, @Nullable String measured) {}
}
