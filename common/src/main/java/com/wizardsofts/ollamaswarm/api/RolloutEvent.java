package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.wizardsofts.ollamaswarm.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a rollout, as a line of its journal and of its event stream.
 *
 * @param number counts from 1; the id of the server-sent event
 * @param desired hash of the desired state that the rollout is for
 * @param step absent for the rollout's own start and end
 * @param figures what a proof measured, by name; of the rollout's good end, how much was changed,
 *     by server; absent when nothing was measured
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutEvent(
    long number,
    Instant at,
    String rollout,
    String desired,
    Kind kind,
    @Nullable String phase,
    @Nullable String step,
    @Nullable String text,
    @Nullable Problem problem,
    @Nullable Map<String, Double> figures) {

  public enum Kind {
    /** The rollout began; the text is what was ordered, as JSON. */
    BEGAN,
    /** The lead found at its start that it had ended in the middle of the rollout. */
    INTERRUPTED,
    /** The rollout goes on after an interruption. */
    RESUMED,
    /** A step began; the text is its title. */
    STEP,
    /** What a step is doing. */
    NOTE,
    /** A step is about to change something; the text is the state before. */
    BEFORE,
    /** A proof held; the text is its evidence. */
    PROVED,
    /** A step had nothing to change. */
    ALREADY_DONE,
    /** A step changed something and saw that it is so. */
    CHANGED,
    /** A step failed. */
    FAILED,
    /** A step was undone; when that failed, the problem says why. */
    UNDONE,
    /** The rollout ended well. */
    DONE,
    /** The rollout ended in failure. */
    BROKEN,
    /** Somebody asked it to end after the step that runs. */
    CANCEL,
    /** It ended before its next step because somebody asked for that. */
    CANCELLED,
    /** The rollout is rolled back from here on; the text is the last phase that stays, if any. */
    ROLLBACK,
    /** Everything was put back; the text lists what stays. */
    ROLLED_BACK,
    /** Everything after the phase that stays was put back; the text lists what stays. */
    PHASES_ROLLED_BACK,
    /** The rollback ended at a step that could not be undone. */
    ROLLBACK_FAILED
  }
}
