package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.wizardsofts.ollamaswarm.problem.Problem;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What another told.
 *
 * @param value the newest that was told; absent when nothing was told yet
 * @param ageMillis how long ago that was, in milliseconds; absent like the value
 * @param problem why there is nothing newer; absent when it was told just now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Told<T>(@Nullable T value, @Nullable Long ageMillis, @Nullable Problem problem) {

  /** A part of it, as old and with the same problem. */
  public <P> Told<P> part(Function<T, @Nullable P> part) {
    return new Told<>(value == null ? null : part.apply(value), ageMillis, problem);
  }
}
