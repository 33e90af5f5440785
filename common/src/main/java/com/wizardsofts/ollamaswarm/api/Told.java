package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.wizardsofts.ollamaswarm.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What another told.
 *
 * @param value the newest that was told; absent when nothing was told yet
 * @param ageMillis how long ago that was, in milliseconds; absent like the value
 * @param problem why there is nothing newer; absent when it was told just now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Told<T>(@Nullable T value, @Nullable Long ageMillis, @Nullable Problem problem) {}
